package dev.sluice.admission;

import java.util.Comparator;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The waiting requests that the same limits apply to, in the order of their turns. Don't ask an
 * empty queue for its first request. Not thread-safe.
 */
final class ScopeQueue {
  /** Higher priority first, then first come, first served. */
  static final Comparator<WaitingRequest> ORDER =
      Comparator.comparingInt(WaitingRequest::priority)
          .reversed()
          .thenComparingLong(WaitingRequest::offset)
          .thenComparing(WaitingRequest::id);

  private final NavigableSet<WaitingRequest> all = new TreeSet<>(ORDER);
  private final NavigableMap<Integer, Integer> byPriority = new TreeMap<>();

  boolean isEmpty() {
    return all.isEmpty();
  }

  WaitingRequest first() {
    return all.first();
  }

  void add(WaitingRequest waiting) {
    if (all.add(waiting)) {
      byPriority.merge(waiting.priority(), 1, Integer::sum);
    }
  }

  void remove(WaitingRequest waiting) {
    if (all.remove(waiting)) {
      byPriority.merge(waiting.priority(), -1, (count, one) -> count == 1 ? null : count + one);
    }
  }

  /** How many come before a new request of that priority. */
  int ahead(int priority) {
    int ahead = 0;
    for (int count : byPriority.tailMap(priority, true).values()) {
      ahead += count;
    }
    return ahead;
  }
}
