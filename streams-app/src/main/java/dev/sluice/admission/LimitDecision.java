package dev.sluice.admission;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the limits decide on a request. */
public sealed interface LimitDecision {

  /**
   * Every limit has room, and all are debited.
   *
   * @param changedRows the rows to write, by scope value; delete those for which {@link
   *     ScopeRow#isGone} is true
   * @param reservation kept with the call, and passed to {@link Admission#settle}
   * @param limits every limit that applies, in the policy's order
   * @param usedUp the limits that had no room for the request itself, so that it was admitted as
   *     what it becomes {@link OnBudget}; empty if it was admitted as it is
   */
  record Admitted(
      Map<ScopeValue, ScopeRow> changedRows,
      Reservation reservation,
      List<LimitStatus> limits,
      List<LimitStatus> usedUp)
      implements LimitDecision {

    public Admitted {
      // Not Map.copyOf: its order differs between processes.
      changedRows = Collections.unmodifiableMap(new LinkedHashMap<>(changedRows));
      limits = List.copyOf(limits);
      usedUp = List.copyOf(usedUp);
    }

    public boolean onBudget() {
      return !usedUp.isEmpty();
    }
  }

  /**
   * At least one limit has no room; nothing is debited.
   *
   * @param exceeded the limits without room, the binding one first: one that waits for calls to
   *     end, else the one with the longest wait
   * @param waitMs the shortest wait, from the request's own time, after which it would have room if
   *     nothing else arrived; empty if it depends on calls ending or on requests queued before it,
   *     which no clock can tell
   */
  record Rejected(List<LimitStatus> exceeded, OptionalLong waitMs) implements LimitDecision {

    public Rejected {
      exceeded = List.copyOf(exceeded);
    }

    /** Whether a limit of spend is among those without room. */
    public boolean isOfBudget() {
      return exceeded.stream().anyMatch(status -> status.limit().metric() == Metric.SPEND);
    }

    public LimitStatus binding() {
      return exceeded.get(0);
    }
  }

  /** The request needs more than the limit's whole amount: waiting would not help. */
  record Infeasible(LimitStatus limit) implements LimitDecision {}

  /**
   * A limit counts no further value of its scope; nothing is debited.
   *
   * @param limit with the earliest wait after which a value may be gone; empty if calls must end
   *     first
   * @param changedRows the idle rows found while looking for values that are gone; written so that
   *     the next refusal need not look again
   */
  record TooManyValues(LimitStatus limit, Map<ScopeValue, ScopeRow> changedRows)
      implements LimitDecision {
    public TooManyValues {
      changedRows = Collections.unmodifiableMap(new LinkedHashMap<>(changedRows));
    }
  }
}
