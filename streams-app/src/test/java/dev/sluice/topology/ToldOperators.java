package dev.sluice.topology;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.guardrail.Intervention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Keeps what tasks tell operators, and tells a tracer. */
final class ToldOperators implements TaskListener, CallTracer {
  /** How many calls wait, by partition. */
  final Map<Integer, Integer> waiting = new TreeMap<>();

  /** What guardrails did, in order. */
  final List<String> guardrails = new ArrayList<>();

  /** The topics of records that were rerouted to other partitions, in order. */
  final List<String> rerouted = new ArrayList<>();

  /** Whom to tell the same. */
  TaskListener also = TaskListener.NONE;

  /** Who traces calls. */
  CallTracer tracer = CallTracer.NONE;

  @Override
  public @Nullable String header(SpecificRecord event, @Nullable String traceparent) {
    return tracer.header(event, traceparent);
  }

  @Override
  public void committed(
      SpecificRecord event, @Nullable String traceparent, @Nullable String header) {
    tracer.committed(event, traceparent, header);
  }

  @Override
  public void waitEnded(Call call, Duration wait) {
    tracer.waitEnded(call, wait);
  }

  @Override
  public void attemptStarted(Call call, Duration queued) {
    tracer.attemptStarted(call, queued);
  }

  @Override
  public void attemptEnded(Call call, AttemptReport report) {
    tracer.attemptEnded(call, report);
  }

  @Override
  public void lateAttemptEnded(AttemptReport report, @Nullable String traceparent) {
    tracer.lateAttemptEnded(report, traceparent);
  }

  @Override
  public void attemptLost(Call call) {
    tracer.attemptLost(call);
  }

  @Override
  public void committed(SpecificRecord event) {
    also.committed(event);
  }

  @Override
  public void attemptStarted(Call call, AttemptCause cause, Duration queued) {
    also.attemptStarted(call, cause, queued);
  }

  @Override
  public void attemptEnded(AttemptReport report) {
    also.attemptEnded(report);
  }

  @Override
  public void waited(Call call, Duration wait) {
    also.waited(call, wait);
  }

  @Override
  public void load(int partition, TaskLoad load) {
    also.load(partition, load);
  }

  @Override
  public void rerouted(String topic) {
    rerouted.add(topic);
  }

  @Override
  public void waiting(int partition, int calls) {
    waiting.put(partition, calls);
  }

  @Override
  public void closed(int partition) {
    waiting.remove(partition);
  }

  @Override
  public void blocked(String guardrail) {
    guardrails.add(guardrail + " BLOCKED");
  }

  @Override
  public void intervened(String guardrail, Intervention.Action action) {
    guardrails.add(guardrail + " " + action);
  }
}
