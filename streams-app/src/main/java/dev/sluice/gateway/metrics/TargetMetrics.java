package dev.sluice.gateway.metrics;

import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import dev.sluice.call.TargetHealth;
import dev.sluice.provider.Providers;
import dev.sluice.provider.RateLimits;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/** Metrics of each target. */
public final class TargetMetrics {
  private TargetMetrics() {}

  public static void bind(
      MeterRegistry metrics,
      Routes routes,
      TargetHealth health,
      Providers providers,
      InstantSource clock) {
    Set<String> models = new HashSet<>();
    for (Target target : routes.targets()) {
      String name = target.name();
      Gauge.builder("sluice.target.cooling", () -> cooling(health, name, clock.instant()))
          .tag("target", name)
          .register(metrics);
      FunctionCounter.builder("sluice.target.cooldowns", health, all -> all.cooldowns(name))
          .tag("target", name)
          .register(metrics);
      Gauge.builder(
              "sluice.target.cooling.tenants", () -> health.ownCooldowns(name, clock.instant()))
          .tag("target", name)
          .register(metrics);
      Providers.Limited limited = providers.find(target.provider());
      // two targets may be the same model of the same provider
      if (limited == null || !models.add(target.provider() + "/" + target.model())) {
        continue;
      }
      for (RateLimits.Kind kind : RateLimits.Kind.values()) {
        Gauge.builder(
                "sluice.provider.remaining",
                () -> remaining(limited.provider().rateLimits(target), kind))
            .tag("provider", target.provider())
            .tag("model", target.model())
            .tag("kind", kind.label())
            .register(metrics);
      }
    }
  }

  private static int cooling(TargetHealth health, String target, Instant now) {
    return health.fitForAllFrom(target, now).isAfter(now) ? 1 : 0;
  }

  /** NaN if the provider does not say. */
  private static double remaining(RateLimits limits, RateLimits.Kind kind) {
    Long remaining = limits.remaining(kind);
    return remaining == null ? Double.NaN : remaining;
  }
}
