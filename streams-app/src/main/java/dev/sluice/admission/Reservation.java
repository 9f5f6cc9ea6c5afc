package dev.sluice.admission;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an admission set aside, kept with the call so that its end can be settled to where it was
 * taken from, whatever the policy says by then.
 *
 * @param atMs the instant it was counted at, in milliseconds since 1970: the broker's append time,
 *     or a later one that the rows had seen
 */
public record Reservation(long atMs, List<Debit> debits) {
  public Reservation {
    debits = List.copyOf(debits);
  }

  /** What is left once the call's place among open calls was given back. */
  public Reservation withoutSlots() {
    return new Reservation(
        atMs, debits.stream().filter(debit -> debit.metric() != Metric.CONCURRENT).toList());
  }

  /**
   * As {@link ScopeRow#rewound} leaves it in its rows: what had left its window is there no more,
   * and its end must take nothing from what others have set aside.
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
    Spans spans = debit.counter().spans();
    return spans.indexAt(atMs) >= spans.oldestCountedAt(nowMs);
  }

  /**
   * One counter's part.
   *
   * @param zone of a calendar; null for other windows
   */
  public record Debit(
      ScopeValue scope, Metric metric, Window window, @Nullable ZoneId zone, long amount) {

    /** A part of a counter without a calendar, or by that of UTC. */
    public Debit(ScopeValue scope, Metric metric, Window window, long amount) {
      this(scope, metric, window, new CounterId(metric, window).zone(), amount);
    }

    CounterId counter() {
      return CounterId.of(metric, window, zone);
    }
  }
}
