package dev.sluice.replay;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Counts over time, in so few intervals that a plot can show them: they get longer as the time
 * between the first and the last does. Not thread-safe.
 */
public final class Series {
  private static final int MOST = 400;

  /** Each a multiple of the one before; longer ones are twice as long as the one before. */
  private static final long[] LENGTHS_MS = {
    100,
    200,
    1_000,
    5_000,
    10_000,
    60_000,
    300_000,
    600_000,
    3_600_000,
    10_800_000,
    21_600_000,
    86_400_000
  };

  /** What is counted; of each, recorded and replayed. */
  public enum Line {
    ADMITTED,
    WAITING,
    REJECTED,
    SPENT
  }

  /** Of each line, recorded and replayed. */
  private TreeMap<Long, Map<Line, long[]>> intervals = new TreeMap<>();

  private long lengthMs = LENGTHS_MS[0];

  void add(long atMs, Line line, boolean replayed, long amount) {
    amounts(Math.floorDiv(atMs, lengthMs), line)[replayed ? 1 : 0] += amount;
    shorten();
  }

  void add(Series other) {
    while (lengthMs < other.lengthMs) {
      lengthen();
    }
    other.intervals.forEach(
        (at, lines) -> {
          merge(Math.floorDiv(at * other.lengthMs, lengthMs), lines);
          shorten();
        });
  }

  private void shorten() {
    while (intervals.lastKey() - intervals.firstKey() >= MOST) {
      lengthen();
    }
  }

  private void lengthen() {
    TreeMap<Long, Map<Line, long[]>> before = intervals;
    intervals = new TreeMap<>();
    long longer = next(lengthMs);
    long factor = longer / lengthMs;
    lengthMs = longer;
    before.forEach((at, lines) -> merge(Math.floorDiv(at, factor), lines));
  }

  private static long next(long lengthMs) {
    return Arrays.stream(LENGTHS_MS)
        .filter(each -> each > lengthMs)
        .findFirst()
        .orElse(2 * lengthMs);
  }

  private void merge(long at, Map<Line, long[]> lines) {
    lines.forEach(
        (line, amounts) -> {
          long[] mine = amounts(at, line);
          mine[0] += amounts[0];
          mine[1] += amounts[1];
        });
  }

  private long[] amounts(long at, Line line) {
    return intervals
        .computeIfAbsent(at, unused -> new EnumMap<>(Line.class))
        .computeIfAbsent(line, unused -> new long[2]);
  }

  /** How long each interval is. */
  public long lengthMs() {
    return lengthMs;
  }

  /** Visits the intervals, by their beginnings in milliseconds since 1970; also empty ones. */
  public void each(Line line, boolean replayed, BiConsumer<Long, Long> visitor) {
    if (intervals.isEmpty()) {
      return;
    }
    for (long at = intervals.firstKey(); at <= intervals.lastKey(); at++) {
      long[] amounts = intervals.getOrDefault(at, Map.of()).getOrDefault(line, new long[2]);
      visitor.accept(at * lengthMs, amounts[replayed ? 1 : 0]);
    }
  }
}
