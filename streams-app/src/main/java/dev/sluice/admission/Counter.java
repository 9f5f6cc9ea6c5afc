package dev.sluice.admission;

import java.util.OptionalLong;

/**
 * One counter of a row: the time buckets of its window, or the number of open calls. Immutable.
 * Every {@code nowMs} is the row's clock, which never goes back.
 */
record Counter(CounterId id, Buckets buckets, long open) {

  static Counter empty(CounterId id) {
    return new Counter(id, Buckets.NONE, 0);
  }

  long used() {
    return buckets.used().sum();
  }

  /** Reserved for open calls. */
  long reserved() {
    return open + buckets.reserved().sum();
  }

  /**
   * Like {@link #roomAt(long, long, long)}, with capacity claimed by others first. What doesn't fit
   * into one rolling window together takes at least as many further windows.
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
   * The first time, now or later, at which the amount fits if nothing else is counted; empty if
   * that depends on calls ending, or if it never fits.
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

  /** When all capacity is free again if nothing else is counted; empty if no clock can tell. */
  OptionalLong resetsAt() {
    return buckets.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(id.spans().leavesAt(buckets.lastIndex()));
  }

  /** When it counts nothing any more; {@link Long#MAX_VALUE} while calls are open. */
  long emptyAt() {
    return open > 0 ? Long.MAX_VALUE : resetsAt().orElse(Long.MIN_VALUE);
  }

  Counter debit(long amount, long nowMs) {
    return switch (id.metric()) {
      case CONCURRENT -> new Counter(id, buckets, open + amount);
      // A request is used by its admission; there is nothing to settle.
      case REQUESTS -> pruned(nowMs).add(id.spans().indexAt(nowMs), amount, 0);
      case INPUT_TOKENS, OUTPUT_TOKENS, TOKENS, SPEND ->
          pruned(nowMs).add(id.spans().indexAt(nowMs), 0, amount);
    };
  }

  /**
   * Corrects the bucket of an earlier time and no other. Once that bucket has left the window there
   * is nothing to correct, so a later one is neither freed nor charged.
   */
  Counter correct(long atMs, long used, long reserved, long nowMs) {
    Counter counted = pruned(nowMs);
    long index = id.spans().indexAt(atMs);
    return index < id.spans().oldestCountedAt(nowMs) ? counted : counted.add(index, used, reserved);
  }

  /** Ends open calls; never below zero. */
  Counter close(long calls) {
    return new Counter(id, buckets, Math.max(0, open - calls));
  }

  /** Drops buckets that have left the window; sums and forecasts need that. */
  Counter pruned(long nowMs) {
    if (buckets.isEmpty()) {
      return this;
    }
    long oldest = id.spans().oldestCountedAt(nowMs);
    return buckets.nextFrom(Long.MIN_VALUE) >= oldest
        ? this
        : new Counter(id, buckets.from(oldest), open);
  }

  /** Counts what was counted after {@code toMs} as if at {@code toMs}. */
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
