package dev.sluice.gateway.metrics;

import dev.sluice.topology.LimiterClocks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntFunction;

/** Metrics of the limiter's clocks. */
public final class LimiterMetrics {
  private LimiterMetrics() {}

  /**
   * @param clocks {@link LimiterClocks#of}
   */
  public static void bind(
      MeterRegistry metrics,
      int partitions,
      IntFunction<Optional<Instant>> clocks,
      InstantSource wall) {
    for (int i = 0; i < partitions; i++) {
      int partition = i;
      Gauge.builder("sluice.limiter.clock.ahead", () -> ahead(clocks.apply(partition), wall))
          .baseUnit("seconds")
          .tag("partition", String.valueOf(partition))
          .register(metrics);
    }
  }

  /** NaN if the partition is not local. */
  private static double ahead(Optional<Instant> clock, InstantSource wall) {
    if (clock.isEmpty()) {
      return Double.NaN;
    }
    Duration ahead = Duration.between(wall.instant(), clock.get());
    return ahead.isNegative() ? 0 : ahead.toMillis() / 1_000.0;
  }
}
