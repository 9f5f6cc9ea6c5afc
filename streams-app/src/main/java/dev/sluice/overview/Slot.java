package dev.sluice.overview;

import java.util.Map;
import java.util.TreeMap;

/**
 * What happened within a span of time. Immutable.
 *
 * @param at its beginning, in milliseconds since 1970
 * @param counts by name
 * @param times how long what ended had taken
 */
public record Slot(long at, Map<String, Long> counts, Histogram times) {
  static final Slot EMPTY = new Slot(0, Map.of(), Histogram.EMPTY);

  public Slot {
    counts = Map.copyOf(counts);
  }

  /** Both as one, which begins with the later. */
  Slot plus(Slot other) {
    Map<String, Long> sum = new TreeMap<>(counts);
    other.counts.forEach((name, count) -> sum.merge(name, count, Long::sum));
    return new Slot(Math.max(at, other.at), sum, times.plus(other.times));
  }

  long count(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
