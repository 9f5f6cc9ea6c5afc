package dev.sluice.overview;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts by name, and times, in spans of equal length: as many of the latest as it keeps. Not
 * thread-safe.
 */
final class Tally {
  private final long stepMs;
  private final int kept;
  private final SortedMap<Long, Open> spans = new TreeMap<>();

  private static final class Open {
    final Map<String, Long> counts = new HashMap<>();
    final Map<Integer, Long> times = new HashMap<>();
  }

  Tally(long stepMs, int kept) {
    this.stepMs = stepMs;
    this.kept = kept;
  }

  void count(String name, long nowMs) {
    at(nowMs).counts.merge(name, 1L, Long::sum);
  }

  void took(long millis, long nowMs) {
    at(nowMs).times.merge(Histogram.bucket(millis), 1L, Long::sum);
  }

  private Open at(long nowMs) {
    prune(nowMs);
    return spans.computeIfAbsent(start(nowMs), unused -> new Open());
  }

  private long start(long nowMs) {
    return Math.floorDiv(nowMs, stepMs) * stepMs;
  }

  private void prune(long nowMs) {
    spans.headMap(start(nowMs) - (kept - 1) * stepMs).clear();
  }

  /** Those in which anything happened, by their beginnings. */
  SortedMap<Long, Slot> slots(long nowMs) {
    prune(nowMs);
    SortedMap<Long, Slot> slots = new TreeMap<>();
    spans.forEach(
        (start, open) -> slots.put(start, new Slot(start, open.counts, new Histogram(open.times))));
    return slots;
  }

  /** All that it keeps as one. */
  Slot sum(long nowMs) {
    return slots(nowMs).values().stream().reduce(Slot.EMPTY, Slot::plus);
  }
}
