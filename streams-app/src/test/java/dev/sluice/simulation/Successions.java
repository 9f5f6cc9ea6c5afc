package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.FallbackList;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.FallbackKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failure allows what a call does next: a rule of its own, and no part of the gateway.
 */
final class Successions {
  private Successions() {}

  /** Whether the failure of an attempt was handled as that of a call's open attempt. */
  static boolean isEnded(Call call, String attemptId) {
    return ended(call, attemptId) != null;
  }

  /**
   * @param before the call when the attempt that failed was started
   * @param next the call with its next attempt
   */
  static boolean allows(Call before, String attemptId, boolean otherCredential, Call next) {
    EndedAttempt attempt = ended(next, attemptId);
    Failure failure = attempt == null ? null : attempt.failure();
    if (failure == null) {
      return false;
    }
    String target = next.currentTarget().target();
    if (target.equals(before.currentTarget().target())) {
      boolean retried = next.progress().retried().size() == before.progress().retried().size() + 1;
      return otherCredential
          || (retried
              && failure.type().retryable()
              && next.progress().retried().size() <= Gateways.MOST_RETRIES);
    }
    return next.currentTarget().list() == listAfter(before.currentTarget().list(), failure.type())
        && next.ended().stream().noneMatch(each -> each.target().equals(target));
  }

  private static @Nullable FallbackList listAfter(FallbackList list, FailureType type) {
    if (type == FailureType.CONTEXT_WINDOW_EXCEEDED) {
      return FallbackList.CONTEXT_WINDOW;
    }
    if (type == FailureType.CONTENT_POLICY) {
      return FallbackList.CONTENT_POLICY;
    }
    return type.fallback() == FallbackKind.GENERAL ? list : null;
  }

  /** A wait is no shorter than what was asked for, and ends before the deadline. */
  static void parked(Call call, Instant at) {
    CallState.Parked parked = (CallState.Parked) call.state();
    List<EndedAttempt> ended = call.ended();
    Failure last = ended.get(ended.size() - 1).failure();
    Duration asked = last == null ? null : last.facts().retryAfter();
    Instant earliest = asked == null ? at : at.plus(asked);
    unless(
        !parked.notBefore().isBefore(earliest),
        "%s is parked for less than it was told: %s",
        call.pollingId(),
        parked);
    unless(
        parked.notBefore().isBefore(call.deadline()),
        "%s is parked beyond its deadline",
        call.pollingId());
  }

  private static @Nullable EndedAttempt ended(Call call, String attemptId) {
    return call.ended().stream()
        .filter(attempt -> attempt.attemptId().equals(attemptId))
        .findFirst()
        .orElse(null);
  }
}
