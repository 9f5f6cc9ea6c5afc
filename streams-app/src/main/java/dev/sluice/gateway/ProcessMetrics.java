package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.gateway.metrics.CallMetrics;
import dev.sluice.gateway.metrics.DeltaMetrics;
import dev.sluice.gateway.metrics.LimiterMetrics;
import dev.sluice.gateway.metrics.TargetMetrics;
import dev.sluice.topology.LimiterClocks;
import dev.sluice.wire.SchemaLookAhead;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.InstantSource;
import org.apache.kafka.streams.KafkaStreams;

/** Metrics of a process's parts. */
record ProcessMetrics(Settings settings, InstantSource clock) {

  void bind(
      MeterRegistry metrics,
      KafkaStreams streams,
      SchemaLookAhead schemas,
      CallParts calls,
      int partitions) {
    if (!settings.metrics().enabled()) {
      return;
    }
    new KafkaStreamsMetrics(streams).bindTo(metrics);
    CallMetrics.bind(metrics, calls.dispatcher());
    calls.errors().bind(metrics, settings.providers().keySet());
    calls.streams().bind(metrics);
    DeltaMetrics.bind(metrics, calls.deltas());
    LimiterMetrics.bind(metrics, partitions, new LimiterClocks(streams)::of, clock);
    metrics.gauge("sluice.schema.ids.in.doubt", schemas, SchemaLookAhead::inDoubt);
    TargetMetrics.bind(
        metrics, settings.routeTable(), calls.dispatcher().health(), calls.providers(), clock);
  }
}
