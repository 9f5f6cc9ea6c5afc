package dev.sluice.admission;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the limits say to a request. */
public sealed interface Verdict {

  /**
   * Every limit has room, and all are debited.
   *
   * @param changedRows the rows to be written, by scope value; to be dropped where {@link
   *     ScopeRow#isGone}
   * @param reservation to be kept with the call and handed to {@link Admission#settle}
   * @param limits every limit that applies, in the policy's order
   */
  record Admitted(
      Map<ScopeValue, ScopeRow> changedRows, Reservation reservation, List<LimitStatus> limits)
      implements Verdict {

    public Admitted {
      // Not Map.copyOf: its order differs from one process to the next.
      changedRows = Collections.unmodifiableMap(new LinkedHashMap<>(changedRows));
      limits = List.copyOf(limits);
    }
  }

  /**
   * At least one limit has no room; nothing is debited.
   *
   * @param exceeded the limits without room, the binding one first: one that waits for calls to
   *     end, else the one with the longest wait
   * @param waitMs the smallest wait, from the request's own time, after which it would have room if
   *     nothing else arrived; empty when calls must end first, or requests that came before must
   *     have their turn, which no clock can tell
   */
  record Rejected(List<LimitStatus> exceeded, OptionalLong waitMs) implements Verdict {

    public Rejected {
      exceeded = List.copyOf(exceeded);
    }

    public LimitStatus binding() {
      return exceeded.get(0);
    }
  }

  /** The request needs more than the limit's whole amount: no wait would help. */
  record Infeasible(LimitStatus limit) implements Verdict {}

  /**
   * A limit counts no further value of its scope; nothing is debited.
   *
   * @param limit with the earliest wait after which a value may have gone; empty when calls must
   *     end first
   * @param changedRows what looking for values that have gone has tidied up, to be written so that
   *     the next refusal need not look again
   */
  record TooManyValues(LimitStatus limit, Map<ScopeValue, ScopeRow> changedRows)
      implements Verdict {
    public TooManyValues {
      changedRows = Collections.unmodifiableMap(new LinkedHashMap<>(changedRows));
    }
  }
}
