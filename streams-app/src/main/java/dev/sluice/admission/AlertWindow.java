package dev.sluice.admission;

import org.jspecify.annotations.Nullable;

/**
 * A day or month of one counter, in which each threshold is told once.
 *
 * @param startMs its first millisecond, since 1970
 * @param endMs its last one, exclusive
 */
public record AlertWindow(ScopeValue scope, String counter, long startMs, long endMs) {

  /** Null for a window that is not a calendar's, which has no beginning. */
  static @Nullable AlertWindow of(ScopeValue scope, CounterId counter, long nowMs) {
    if (!(counter.spans() instanceof CalendarPeriods calendar)) {
      return null;
    }
    long index = calendar.indexAt(nowMs);
    String name = counter.metric().label() + "/" + counter.window().label() + "/" + counter.zone();
    return new AlertWindow(scope, name, calendar.leavesAt(index - 1), calendar.leavesAt(index));
  }

  /** Unique; the windows that end first come first. */
  public String id() {
    return "%016x/%016x/%s/%s".formatted(endMs, startMs, counter, scope.storeKey());
  }

  /** Of all windows that end at that time or before, the IDs come before this text. */
  public static String after(long endMs) {
    return "%016x0".formatted(endMs);
  }
}
