package dev.sluice.gateway.metrics;

import dev.sluice.guardrail.Intervention;
import dev.sluice.topology.TaskListener;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of calls that wait for limits or in provider batches, of records in wrong
 * partitions, and of what guardrails do. Any thread.
 */
public final class TaskMetrics implements TaskListener {
  /** Tenants' policies choose the names: any further ones are counted as one. */
  private static final int NAMES = 100;

  private final MeterRegistry metrics;
  private final Map<Integer, Integer> waiting = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> batched = new ConcurrentHashMap<>();
  private final BoundedNames guardrails = new BoundedNames(NAMES, List.of());

  public TaskMetrics(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  public void bind(TopicNames topics, int partitions) {
    // from the start, so that a rate has the first one too
    Stream.of(topics.requests(), topics.commands(), topics.tenants()).forEach(this::reroutes);
    for (int i = 0; i < partitions; i++) {
      int partition = i;
      Gauge.builder("sluice.calls.waiting", () -> number(waiting.get(partition)))
          .tag("partition", String.valueOf(partition))
          .register(metrics);
      Gauge.builder("sluice.calls.batched", () -> number(batched.get(partition)))
          .tag("partition", String.valueOf(partition))
          .register(metrics);
    }
  }

  /** NaN if the partition is not local. */
  private static double number(@Nullable Integer calls) {
    return calls == null ? Double.NaN : calls;
  }

  @Override
  public void waiting(int partition, int calls) {
    waiting.put(partition, calls);
  }

  @Override
  public void batched(int partition, int calls) {
    batched.put(partition, calls);
  }

  @Override
  public void closed(int partition) {
    waiting.remove(partition);
    batched.remove(partition);
  }

  @Override
  public void rerouted(String topic) {
    reroutes(topic).increment();
  }

  private Counter reroutes(String topic) {
    return metrics.counter("sluice.records.rerouted", "topic", topic);
  }

  @Override
  public void blocked(String guardrail) {
    count(guardrail, "blocked");
  }

  @Override
  public void intervened(String guardrail, Intervention.Action action) {
    count(guardrail, action.name().toLowerCase(Locale.ROOT));
  }

  private void count(String guardrail, String action) {
    String name = guardrails.of(guardrail);
    metrics.counter("sluice.guardrail.actions", "guardrail", name, "action", action).increment();
  }
}
