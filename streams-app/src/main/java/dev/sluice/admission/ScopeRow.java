package dev.sluice.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one scope value, stored as one row by the owner of the tenant's partition.
 * Immutable.
 *
 * @param lastSeenMs the row's clock: the latest time at which it was debited. An earlier now counts
 *     as this one, so that a broker's clock that goes back never frees capacity.
 * @param counters ordered by metric and window; none is empty
 * @param values in a tenant's own row: how many values of each capped kind there are
 */
public record ScopeRow(long lastSeenMs, List<Counter> counters, List<ValueCount> values) {
  private static final Comparator<Counter> BY_ID = Comparator.comparing(Counter::id);

  public ScopeRow {
    counters = List.copyOf(counters);
    values = List.copyOf(values);
  }

  ScopeRow(long lastSeenMs, List<Counter> counters) {
    this(lastSeenMs, counters, List.of());
  }

  static ScopeRow empty() {
    return new ScopeRow(Long.MIN_VALUE, List.of());
  }

  /** As of the row's last write; see {@link Counter#pruned}. */
  Counter counter(CounterId id) {
    for (Counter counter : counters) {
      if (counter.id().equals(id)) {
        return counter;
      }
    }
    return Counter.empty(id);
  }

  /** Adds the amounts and drops what has left its window. */
  ScopeRow debit(Map<CounterId, Long> amounts, long nowMs) {
    long clock = clock(nowMs);
    List<Counter> next = new ArrayList<>(counters.size() + amounts.size());
    int found = 0;
    for (Counter counter : counters) {
      Long amount = amounts.get(counter.id());
      Counter changed = amount == null ? counter.pruned(clock) : counter.debit(amount, clock);
      found += amount == null ? 0 : 1;
      if (!changed.isEmpty()) {
        next.add(changed);
      }
    }
    if (found == amounts.size()) {
      return new ScopeRow(clock, next, values);
    }
    amounts.forEach(
        (id, amount) -> {
          if (counters.stream().noneMatch(counter -> counter.id().equals(id))) {
            next.add(Counter.empty(id).debit(amount, clock));
          }
        });
    return new ScopeRow(clock, inOrder(next), values);
  }

  /**
   * Corrects a counter at an earlier time; see {@link Counter#correct}. A time in the future comes
   * from a clock that has been put back since, and counts as now.
   */
  ScopeRow correct(CounterId id, long atMs, long used, long reserved, long nowMs) {
    long at = Math.min(atMs, clock(nowMs));
    return with(
        id, counter -> counter.correct(at, used, reserved, clock(nowMs)), Math.max(lastSeenMs, at));
  }

  /**
   * Counts everything that was counted after {@code toMs} as if at {@code toMs}, the row's clock
   * included. What counts now leaves its windows as if it had just arrived, so nothing is freed
   * earlier than for a request of that time.
   *
   * @param fromMs the decision time until now
   */
  public ScopeRow rewound(long toMs, long fromMs) {
    List<Counter> next = new ArrayList<>();
    counters.forEach(counter -> next.add(counter.rewound(toMs, clock(fromMs))));
    return new ScopeRow(
        Math.min(lastSeenMs, toMs),
        inOrder(next),
        values.stream().map(count -> count.goingAt(toMs)).toList());
  }

  /** Ends open calls; never below zero. */
  ScopeRow close(CounterId id, long calls) {
    return with(id, counter -> counter.close(calls), lastSeenMs);
  }

  private ScopeRow with(CounterId id, UnaryOperator<Counter> change, long seenMs) {
    List<Counter> next = new ArrayList<>(counters.size() + 1);
    boolean found = false;
    for (Counter counter : counters) {
      boolean changes = counter.id().equals(id);
      found |= changes;
      Counter changed = changes ? change.apply(counter) : counter;
      if (!changed.isEmpty()) {
        next.add(changed);
      }
    }
    if (found) {
      return new ScopeRow(seenMs, next, values);
    }
    next.add(change.apply(Counter.empty(id)));
    return new ScopeRow(seenMs, inOrder(next), values);
  }

  private static List<Counter> inOrder(List<Counter> counters) {
    counters.removeIf(Counter::isEmpty);
    counters.sort(BY_ID);
    return counters;
  }

  /** How many values of a kind there are; null if nothing has counted them. */
  @Nullable ValueCount values(int kind) {
    for (ValueCount count : values) {
      if (count.kind() == kind) {
        return count;
      }
    }
    return null;
  }

  ScopeRow with(ValueCount count) {
    List<ValueCount> next = new ArrayList<>(values);
    next.removeIf(other -> other.kind() == count.kind());
    next.add(count);
    next.sort(Comparator.comparingInt(ValueCount::kind));
    return new ScopeRow(lastSeenMs, counters, next);
  }

  /**
   * Whether it can be dropped: its windows have passed, no call is open and it counts no values.
   * Its clock goes with it, so {@code nowMs} must be the decision time, not an estimate ahead of
   * it.
   */
  public boolean isIdle(long nowMs) {
    long clock = clock(nowMs);
    for (Counter counter : counters) {
      if (counter.emptyAt() > clock) {
        return false;
      }
    }
    return values.isEmpty() || values.stream().allMatch(count -> count.rows() == 0);
  }

  /** When its counters count nothing any more if nothing else is counted. */
  long emptyAt(long nowMs) {
    long emptyAt = clock(nowMs);
    for (Counter counter : counters) {
      emptyAt = Math.max(emptyAt, counter.emptyAt());
    }
    return emptyAt;
  }

  /** Whether it holds nothing: a store deletes it. */
  public boolean isGone() {
    return counters.isEmpty() && values.isEmpty();
  }

  private long clock(long nowMs) {
    return Math.max(nowMs, lastSeenMs);
  }
}
