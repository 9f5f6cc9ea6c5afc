package dev.sluice.bench.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.HdrHistogram.Histogram;

/** How long requests took. Immutable. */
public final class Latencies {
  private static final double NANOS_PER_MS = 1e6;
  private static final List<Double> CURVE =
      List.of(0.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99);
  private static final int SAMPLES_BEYOND = 5;

  private final Histogram histogram;

  private Latencies(Histogram histogram) {
    this.histogram = histogram;
  }

  static Histogram histogram() {
    // grows as needed; three digits are a thousandth
    return new Histogram(3);
  }

  static Latencies of(Histogram nanos) {
    return new Latencies(nanos.copy());
  }

  /** Those of several rounds together. */
  public static Latencies together(Collection<Latencies> rounds) {
    Histogram all = histogram();
    rounds.forEach(round -> all.add(round.histogram));
    return new Latencies(all);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /**
   * In milliseconds; no number where nothing was measured.
   *
   * @param percentile 0 to 100
   */
  public double ms(double percentile) {
    return count() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile) / NANOS_PER_MS;
  }

  public double maxMs() {
    return count() == 0 ? Double.NaN : histogram.getMaxValue() / NANOS_PER_MS;
  }

  /** The percentiles that so many samples can tell. */
  public List<Double> percentiles() {
    List<Double> told = new ArrayList<>();
    for (double percentile : CURVE) {
      if (count() * (1 - percentile / 100) >= SAMPLES_BEYOND) {
        told.add(percentile);
      }
    }
    return told;
  }
}
