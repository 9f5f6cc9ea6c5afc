package dev.sluice.replay;

import dev.sluice.admission.Limit;
import dev.sluice.admission.LimitStatus;

/**
 * A limit as a decision met it.
 *
 * @param scope the label of its value
 * @param waitMs -1 if no clock can tell
 */
public record LimitSeen(
    Limit limit,
    String scope,
    long used,
    long reserved,
    long requested,
    long remaining,
    long waitMs) {

  static LimitSeen of(LimitStatus status) {
    return new LimitSeen(
        status.limit(),
        status.scope().label(),
        status.used(),
        status.reserved(),
        status.requested(),
        status.remaining(),
        status.waitMs().orElse(-1));
  }
}
