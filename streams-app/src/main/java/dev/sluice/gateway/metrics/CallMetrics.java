package dev.sluice.gateway.metrics;

import dev.sluice.dispatch.CallDispatcher;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Metrics of the calls that this process holds. */
public final class CallMetrics {
  private CallMetrics() {}

  public static void bind(MeterRegistry metrics, CallDispatcher calls) {
    metrics.gauge("sluice.calls.in.flight", calls, CallDispatcher::inFlight);
    metrics.gauge("sluice.calls.in.flight.bytes", calls, CallDispatcher::bytesInFlight);
    metrics.gauge("sluice.calls.queued", calls, CallDispatcher::queued);
    metrics.gauge("sluice.calls.live", calls, CallDispatcher::live);
    metrics.more().counter("sluice.calls.started", List.of(), calls, CallDispatcher::started);
  }
}
