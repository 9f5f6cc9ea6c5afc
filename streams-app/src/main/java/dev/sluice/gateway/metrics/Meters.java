package dev.sluice.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a process.
 *
 * @param registry where they are registered
 * @param page what all of them say, in Prometheus' format; null if nothing is measured
 */
public record Meters(MeterRegistry registry, @Nullable Supplier<String> page) {

  public static Meters of(boolean enabled) {
    if (!enabled) {
      // of no registries: its meters record nothing
      return new Meters(new CompositeMeterRegistry(), null);
    }
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return new Meters(registry, registry::scrape);
  }
}
