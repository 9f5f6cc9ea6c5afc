package dev.sluice.gateway.metrics;

import dev.sluice.dispatch.Calls;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Metrics of the calls that this process holds. */
public final class CallMetrics {
  private CallMetrics() {}

  public static void bind(MeterRegistry metrics, Calls calls) {
    metrics.gauge("sluice.calls.in.flight", calls, Calls::inFlight);
    metrics.gauge("sluice.calls.in.flight.bytes", calls, Calls::bytesInFlight);
    metrics.gauge("sluice.calls.queued", calls, Calls::queued);
    metrics.gauge("sluice.calls.live", calls, Calls::live);
    metrics.more().counter("sluice.calls.started", List.of(), calls, Calls::started);
  }
}
