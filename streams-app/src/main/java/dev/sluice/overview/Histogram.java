package dev.sluice.overview;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long things took, in buckets that are each 12 % wider than the one before: quantiles of
 * several processes' together are right to about 6 %. Immutable.
 *
 * @param counts by bucket; those that are empty are absent
 */
public record Histogram(Map<Integer, Long> counts) {
  public static final Histogram EMPTY = new Histogram(Map.of());

  private static final double GROWTH = Math.log(1.12);
  private static final int LAST = 160;

  public Histogram {
    counts = Map.copyOf(counts);
  }

  /** The bucket of a time in milliseconds. */
  static int bucket(long millis) {
    return millis <= 1 ? 0 : Math.min(LAST, (int) (Math.log((double) millis) / GROWTH));
  }

  private static long middle(int bucket) {
    return Math.round(Math.exp((bucket + 0.5) * GROWTH));
  }

  public Histogram plus(Histogram other) {
    Map<Integer, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
    return new Histogram(sum);
  }

  /** In milliseconds; null if nothing was measured. */
  public @Nullable Long quantile(double share) {
    SortedMap<Integer, Long> sorted = new TreeMap<>(counts);
    long all = sorted.values().stream().mapToLong(Long::longValue).sum();
    long rank = Math.max(1, (long) Math.ceil(share * all));
    long seen = 0;
    for (Map.Entry<Integer, Long> each : sorted.entrySet()) {
      seen += each.getValue();
      if (seen >= rank) {
        return middle(each.getKey());
      }
    }
    return null;
  }
}
