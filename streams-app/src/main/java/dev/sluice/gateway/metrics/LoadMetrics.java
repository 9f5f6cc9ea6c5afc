package dev.sluice.gateway.metrics;

import dev.sluice.topology.TaskListener;
import dev.sluice.topology.TaskLoad;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToLongFunction;
import java.util.function.ToDoubleFunction;

/** Credit and backlog of the partitions that are here, as of the latest sweep. Any thread. */
public final class LoadMetrics implements TaskListener {
  private final MeterRegistry metrics;
  private final AttemptMetrics attempts;
  private final Map<Integer, TaskLoad> loads = new ConcurrentHashMap<>();

  public LoadMetrics(MeterRegistry metrics, AttemptMetrics attempts) {
    this.metrics = metrics;
    this.attempts = attempts;
  }

  /**
   * @param unread how many records of requests a partition has that were not read yet
   */
  public void bind(int partitions, IntToLongFunction unread) {
    for (int i = 0; i < partitions; i++) {
      int partition = i;
      String tag = String.valueOf(partition);
      Gauge.builder("sluice.journal.queued", () -> of(partition, TaskLoad::queued))
          .tag("partition", tag)
          .register(metrics);
      Gauge.builder("sluice.journal.queued.batch", () -> of(partition, TaskLoad::queuedBatch))
          .tag("partition", tag)
          .register(metrics);
      Gauge.builder("sluice.credit.calls", () -> of(partition, TaskLoad::underWay))
          .tag("partition", tag)
          .register(metrics);
      Gauge.builder("sluice.credit.calls.limit", () -> of(partition, TaskLoad::most))
          .tag("partition", tag)
          .register(metrics);
      Gauge.builder("sluice.credit.bytes", () -> of(partition, TaskLoad::bytes))
          .tag("partition", tag)
          .register(metrics);
      Gauge.builder("sluice.credit.bytes.limit", () -> of(partition, TaskLoad::mostBytes))
          .tag("partition", tag)
          .register(metrics);
      Gauge.builder(
              "sluice.backlog",
              () ->
                  of(
                      partition,
                      load -> seconds(load, unread.applyAsLong(partition), attempts.meanSeconds())))
          .baseUnit("seconds")
          .tag("partition", tag)
          .register(metrics);
    }
  }

  /** NaN if the partition is not local. */
  private double of(int partition, ToDoubleFunction<TaskLoad> figure) {
    TaskLoad load = loads.get(partition);
    return load == null ? Double.NaN : figure.applyAsDouble(load);
  }

  /**
   * How long the partition needs for what it has not begun, if attempts go on taking as long as of
   * late. Where calls are queued, as many run at a time as there are now; otherwise all credit is
   * there for what is still to be read.
   */
  static double seconds(TaskLoad load, long unread, double meanSeconds) {
    int atATime = load.queued() > 0 ? Math.max(1, load.underWay()) : load.most();
    return (load.queued() + unread) * meanSeconds / atATime;
  }

  @Override
  public void load(int partition, TaskLoad load) {
    loads.put(partition, load);
  }

  @Override
  public void closed(int partition) {
    loads.remove(partition);
  }
}
