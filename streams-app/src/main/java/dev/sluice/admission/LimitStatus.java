package dev.sluice.admission;

import java.util.OptionalLong;

/**
 * A limit's state after the decision on a request: an admitted request is included in {@code used}
 * or {@code reserved}, a refused one is not.
 *
 * @param used within the window
 * @param reserved for open calls; for concurrency the number of open calls
 * @param requested what the request needed
 * @param remaining what is left, 0 or more
 * @param resetsAtMs when all capacity is free again if nothing else is used, in milliseconds since
 *     1970; empty if nothing is used or calls must end first
 * @param waitMs how long after the request's own time it would have had room if nothing else
 *     arrived; empty if it had room, never will, or depends on calls ending or on requests queued
 *     before it
 */
public record LimitStatus(
    Limit limit,
    ScopeValue scope,
    long used,
    long reserved,
    long requested,
    long remaining,
    OptionalLong resetsAtMs,
    OptionalLong waitMs) {

  /** Whether it has room for the request, but other requests wait for that room. */
  public boolean isForOthersFirst() {
    return requested <= remaining;
  }

  /** Whether a request that it keeps waiting may get its turn before its deadline. */
  public boolean mayHaveRoomBefore(long deadlineMs, DecisionTime at) {
    return waitMs.isEmpty() || at.appendedMs() + waitMs.getAsLong() < deadlineMs;
  }

  /**
   * @param counter a pruned one
   */
  static LimitStatus of(
      Limit limit, ScopeValue scope, Counter counter, long requested, OptionalLong waitMs) {
    long used = counter.used();
    long reserved = counter.reserved();
    return new LimitStatus(
        limit,
        scope,
        used,
        reserved,
        requested,
        Math.max(0, limit.amount() - used - reserved),
        counter.resetsAt(),
        waitMs);
  }
}
