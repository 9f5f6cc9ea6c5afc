package dev.sluice.admission;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an admission reserved. Kept with the call, so that it is settled where it was taken from,
 * whatever the policy says by then.
 *
 * @param atMs the time it was counted at, in milliseconds since 1970: the broker's append time, or
 *     a later one that the rows had seen
 */
public record Reservation(long atMs, List<Debit> debits) {
  public Reservation {
    debits = List.copyOf(debits);
  }

  /** The most tokens of input and output that any limit reserved; 0 if none counts both. */
  public long tokens() {
    long both = most(Metric.TOKENS);
    return both > 0 ? both : most(Metric.INPUT_TOKENS) + most(Metric.OUTPUT_TOKENS);
  }

  private long most(Metric metric) {
    return debits.stream()
        .filter(debit -> debit.metric() == metric)
        .mapToLong(Debit::amount)
        .max()
        .orElse(0);
  }

  /** What remains after the concurrency slot was released. */
  public Reservation withoutSlots() {
    return new Reservation(
        atMs, debits.stream().filter(debit -> debit.metric() != Metric.CONCURRENT).toList());
  }

  /**
   * As {@link ScopeRow#rewound} leaves it in its rows: amounts that had left their window are gone,
   * and settling them must take nothing from other reservations.
   */
  public Reservation rewound(long toMs, long fromMs) {
    return atMs <= toMs
        ? this
        : new Reservation(toMs, debits.stream().filter(debit -> counts(debit, fromMs)).toList());
  }

  private boolean counts(Debit debit, long nowMs) {
    if (debit.metric() == Metric.CONCURRENT) {
      return true;
    }
    TimeBuckets buckets = debit.counter().spans();
    return buckets.indexAt(atMs) >= buckets.oldestCountedAt(nowMs);
  }

  /**
   * One counter's part.
   *
   * @param zone the calendar's; null for other windows
   */
  public record Debit(
      ScopeValue scope, Metric metric, Window window, @Nullable ZoneId zone, long amount) {

    /** A part of a counter without a calendar, or with that of UTC. */
    public Debit(ScopeValue scope, Metric metric, Window window, long amount) {
      this(scope, metric, window, new CounterId(metric, window).zone(), amount);
    }

    CounterId counter() {
      return CounterId.of(metric, window, zone);
    }
  }
}
