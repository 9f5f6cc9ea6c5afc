package dev.sluice.admission;

import java.util.OptionalLong;

/**
 * One counter of a row: what fell into the spans of its window, or the number of open calls; an
 * immutable value. Every {@code nowMs} is the row's clock, which never goes back.
 */
record Counter(CounterId id, Buckets buckets, long open) {

  static Counter empty(CounterId id) {
    return new Counter(id, Buckets.NONE, 0);
  }

  long used() {
    return buckets.used().sum();
  }

  /** Set aside for calls that have not ended. */
  long reserved() {
    return open + buckets.reserved().sum();
  }

  /**
   * As {@link #roomAt(long, long, long)}, where others are to get so much first. What doesn't fit
   * into one rolling window together takes as many more of them at least.
   */
  OptionalLong roomAt(long need, long ahead, long amount, long nowMs) {
    long all = need == 0 ? 0 : need + ahead;
    if (all <= amount || !id.window().isRolling()) {
      return roomAt(all, amount, nowMs);
    }
    long windows = (all - 1) / amount;
    OptionalLong rest = roomAt(all - windows * amount, amount, nowMs);
    return rest.isEmpty()
        ? rest
        : OptionalLong.of(rest.getAsLong() + windows * id.window().length().toMillis());
  }

  /**
   * The first instant, now or later, at which so much more fits if nothing else is counted; empty
   * when that depends on calls ending, or when it never fits.
   */
  OptionalLong roomAt(long need, long amount, long nowMs) {
    long free = amount - used() - reserved();
    if (need <= free) {
      return OptionalLong.of(nowMs);
    }
    for (long index = buckets.nextFrom(Long.MIN_VALUE);
        index != Long.MAX_VALUE;
        index = buckets.nextFrom(index + 1)) {
      free += buckets.at(index);
      if (need <= free) {
        return OptionalLong.of(id.spans().leavesAt(index));
      }
    }
    return OptionalLong.empty();
  }

  /** When all of it is free again if nothing else is counted; empty when no clock can tell. */
  OptionalLong resetsAt() {
    return buckets.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(id.spans().leavesAt(buckets.lastIndex()));
  }

  /** When nothing of it counts any more; {@link Long#MAX_VALUE} while calls are open. */
  long emptyAt() {
    return open > 0 ? Long.MAX_VALUE : resetsAt().orElse(Long.MIN_VALUE);
  }

  Counter debit(long amount, long nowMs) {
    return switch (id.metric()) {
      case CONCURRENT -> new Counter(id, buckets, open + amount);
      // A request is used up by its admission; nothing about it is left to settle.
      case REQUESTS -> pruned(nowMs).add(id.spans().indexAt(nowMs), amount, 0);
      case INPUT_TOKENS, OUTPUT_TOKENS, TOKENS, SPEND ->
          pruned(nowMs).add(id.spans().indexAt(nowMs), 0, amount);
    };
  }

  /**
   * Corrects what was counted at an earlier instant, in the span of that instant and nowhere else:
   * once it has left the window there is nothing to correct, so that no later span is loosened or
   * charged.
   */
  Counter correct(long atMs, long used, long reserved, long nowMs) {
    Counter counted = pruned(nowMs);
    long index = id.spans().indexAt(atMs);
    return index < id.spans().oldestCountedAt(nowMs) ? counted : counted.add(index, used, reserved);
  }

  /** Gives open calls back; never below zero. */
  Counter close(long calls) {
    return new Counter(id, buckets, Math.max(0, open - calls));
  }

  /** Without what has left the window, as all that sums up or looks ahead needs it. */
  Counter pruned(long nowMs) {
    if (buckets.isEmpty()) {
      return this;
    }
    long oldest = id.spans().oldestCountedAt(nowMs);
    return buckets.nextFrom(Long.MIN_VALUE) >= oldest
        ? this
        : new Counter(id, buckets.from(oldest), open);
  }

  /** What counts and was counted after an instant is counted at it. */
  Counter rewound(long toMs, long fromMs) {
    Counter counted = pruned(fromMs);
    return counted.buckets.isEmpty()
        ? counted
        : new Counter(id, counted.buckets.rewound(id.spans().indexAt(toMs)), open);
  }

  boolean isEmpty() {
    return open == 0 && buckets.isEmpty();
  }

  private Counter add(long index, long used, long reserved) {
    return used == 0 && reserved == 0
        ? this
        : new Counter(id, buckets.plus(index, used, reserved), open);
  }
}
