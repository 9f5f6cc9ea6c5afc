package dev.sluice.admission;

import dev.sluice.admission.LeaseMessage.Use;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** Every admission that was committed anywhere, with what it uses; counts by brute force. */
final class LeaseLedger {
  private static final long DAY_MS = 24 * 3_600_000L;

  private final Limit limit;
  private final Map<String, Use> uses = new HashMap<>();
  private final NavigableMap<Long, Long> byTime = new TreeMap<>();

  LeaseLedger(Limit limit) {
    this.limit = limit;
  }

  /**
   * @throws AssertionError if a window that it is in holds more than the limit
   */
  void admitted(String name, Use use) {
    uses.put(name, use);
    byTime.merge(use.atMs(), use.amount(), Long::sum);
    if (limit.window().isCalendar()) {
      check(dayOf(use.atMs()), dayOf(use.atMs()) + DAY_MS - 1);
      return;
    }
    long length = limit.window().length().toMillis();
    for (long end : byTime.subMap(use.atMs(), true, use.atMs() + length, true).keySet()) {
      check(end - length, end);
    }
  }

  private static long dayOf(long ms) {
    return Math.floorDiv(ms, DAY_MS) * DAY_MS;
  }

  private void check(long fromMs, long toMs) {
    long sum = between(fromMs, toMs);
    if (sum > limit.amount()) {
      throw new AssertionError(
          "%d of %s from %d to %d".formatted(sum, limit.describe(), fromMs, toMs));
    }
  }

  private long between(long fromMs, long toMs) {
    return byTime.subMap(fromMs, true, toMs, true).values().stream().mapToLong(n -> n).sum();
  }

  boolean knows(String name) {
    return uses.containsKey(name);
  }

  /** It used no more than that in the end. */
  void ended(String name, long used) {
    Use before = Objects.requireNonNull(uses.get(name));
    uses.put(name, new Use(before.request(), before.atMs(), used));
    byTime.merge(before.atMs(), used - before.amount(), Long::sum);
  }

  /** What a counter has to count at that time. */
  long counted(long nowMs) {
    TimeBuckets spans = limit.window().spans(ZoneOffset.UTC);
    return uses.values().stream()
        .filter(use -> spans.indexAt(use.atMs()) >= spans.oldestCountedAt(nowMs))
        .mapToLong(Use::amount)
        .sum();
  }

  int size() {
    return uses.size();
  }
}
