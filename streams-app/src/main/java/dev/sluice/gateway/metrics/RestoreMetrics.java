package dev.sluice.gateway.metrics;

import dev.sluice.topology.RestoreProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Metrics of stores that are restored. */
public final class RestoreMetrics {
  private RestoreMetrics() {}

  public static void bind(MeterRegistry metrics, RestoreProgress progress) {
    metrics.gauge("sluice.restore.stores", progress, RestoreProgress::stores);
    metrics.gauge("sluice.restore.remaining.records", progress, RestoreProgress::remaining);
    metrics
        .more()
        .counter("sluice.restore.records", List.of(), progress, RestoreProgress::restored);
  }
}
