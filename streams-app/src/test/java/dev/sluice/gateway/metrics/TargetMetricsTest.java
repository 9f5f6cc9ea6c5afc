package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.TargetHealth;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Providers;
import dev.sluice.provider.RateLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static Target target(String name, String model) {
    return new Target(name, "p", model, Sampling.NONE, null, Duration.ofSeconds(5));
  }

  /** Has nine requests left for the model "small". */
  private static final class Limited implements Provider {
    @Override
    public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
      return () -> {};
    }

    @Override
    public RateLimits rateLimits(Target target) {
      return target.model().equals("small")
          ? new RateLimits(Map.of(RateLimits.Kind.REQUESTS, new RateLimits.Quota(10L, 9L, null)))
          : RateLimits.NONE;
    }
  }

  /** Target "two" cools down for all, target "one" for seven tenants. */
  private static final class Cooling implements TargetHealth {
    @Override
    public Instant fitFrom(String target, String tenant, Instant now) {
      return now.plusSeconds(3);
    }

    @Override
    public Instant fitForAllFrom(String target, Instant now) {
      return target.equals("two") ? now.plusSeconds(3) : now;
    }

    @Override
    public int ownCooldowns(String target, Instant now) {
      return target.equals("one") ? 7 : 0;
    }
  }

  @Test
  void shouldShowWhichTargetsCoolDownAndWhatProvidersHaveLeft() {
    // Given
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<Target> targets = List.of(target("one", "small"), target("two", "large"));
    Routes routes = new Routes(List.of(new Route("r", targets, Duration.ofMinutes(1))));
    Providers providers = new Providers(Map.of("p", new Providers.Limited(new Limited(), 1)));

    // When
    TargetMetrics.bind(metrics, routes, new Cooling(), providers, () -> NOW);

    // Then
    assertThat(metrics.scrape())
        .contains(
            "sluice_target_cooling{target=\"one\"} 0.0",
            "sluice_target_cooling{target=\"two\"} 1.0",
            "sluice_target_cooling_tenants{target=\"one\"} 7.0",
            "sluice_target_cooling_tenants{target=\"two\"} 0.0",
            "sluice_provider_remaining{kind=\"requests\",model=\"small\",provider=\"p\"} 9.0",
            "sluice_provider_remaining{kind=\"requests\",model=\"large\",provider=\"p\"} NaN");
  }
}
