package dev.sluice.gateway.metrics;

import dev.sluice.delta.DeltaPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Metrics of what is written of answers while they are written. */
public final class DeltaMetrics {
  private DeltaMetrics() {}

  public static void bind(MeterRegistry metrics, DeltaPublisher deltas) {
    metrics.more().counter("sluice.deltas.records", List.of(), deltas, DeltaPublisher::records);
    metrics.more().counter("sluice.deltas.bytes", List.of(), deltas, DeltaPublisher::bytes);
    metrics.more().counter("sluice.deltas.dropped", List.of(), deltas, DeltaPublisher::dropped);
  }
}
