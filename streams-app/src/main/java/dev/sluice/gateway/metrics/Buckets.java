package dev.sluice.gateway.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** The boundaries of histograms. */
final class Buckets {
  private Buckets() {}

  /** OpenTelemetry's for operations of models: 10 ms, doubled up to 81.92 s. */
  static Duration[] operations() {
    return LongStream.iterate(10, ms -> 2 * ms)
        .limit(14)
        .mapToObj(Duration::ofMillis)
        .toArray(Duration[]::new);
  }

  /** OpenTelemetry's for tokens: 1, four times as many up to 67,108,864. */
  static double[] tokens() {
    return DoubleStream.iterate(1, tokens -> 4 * tokens).limit(14).toArray();
  }

  /** From a decision, which takes milliseconds, to a batch, which may take a day. */
  static Duration[] waits() {
    return LongStream.of(
            5,
            10,
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000,
            10_000,
            30_000,
            60_000,
            300_000,
            900_000,
            3_600_000,
            21_600_000,
            86_400_000)
        .mapToObj(Duration::ofMillis)
        .toArray(Duration[]::new);
  }
}
