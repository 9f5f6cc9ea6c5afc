package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.gateway.tracing.Tracing;
import dev.sluice.topology.CallTracer;
import dev.sluice.wire.TopicNames;
import java.net.URI;
import java.time.InstantSource;

/** Starts what tells traces, where there is a collector for them. */
final class TracingStart {
  private TracingStart() {}

  static CallTracer open(
      Settings settings, TopicNames topics, InstantSource clock, Lifecycle lifecycle) {
    URI endpoint = settings.tracing().endpoint();
    if (endpoint == null) {
      return CallTracer.NONE;
    }
    Tracing tracing = Tracing.open(settings, endpoint, topics, clock);
    lifecycle.onStop("traces", tracing::close);
    return tracing.tracer();
  }
}
