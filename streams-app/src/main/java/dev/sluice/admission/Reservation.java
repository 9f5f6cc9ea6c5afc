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
      return new CounterId(metric, window, zone);
    }
  }
}
