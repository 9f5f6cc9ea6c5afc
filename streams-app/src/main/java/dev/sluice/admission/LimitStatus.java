package dev.sluice.admission;

import java.util.OptionalLong;

/**
 * A limit as a request met it, after the decision: an admitted request is in {@code used} or {@code
 * reserved}, a refused one is not.
 *
 * @param used within the window
 * @param reserved set aside for calls that have not ended; for concurrent the open calls
 * @param requested what the request needed
 * @param remaining what is left, 0 or more
 * @param resetsAtMs when all of it is free again if nothing else is used, in milliseconds since
 *     1970; empty when nothing is used or calls must end first
 * @param waitMs how long after the request's own time it would have had room if nothing else
 *     arrived; empty when it had, never will, or when calls must end or others have their turn
 *     first
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

  /** Whether it has room for the request, and only others that wait for it are to go first. */
  public boolean isForOthersFirst() {
    return requested <= remaining;
  }

  /**
   * @param counter pruned
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
