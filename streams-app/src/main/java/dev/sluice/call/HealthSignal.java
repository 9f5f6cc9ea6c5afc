package dev.sluice.call;

import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt says about the health of its target. */
public sealed interface HealthSignal {

  /** The target is healthy; refusing a bad request counts as healthy. */
  record Good() implements HealthSignal {}

  /** It failed, as it may once in a while, and not because of what was asked. */
  record Bad() implements HealthSignal {}

  /**
   * It failed, perhaps because of what was asked: one tenant's word.
   *
   * @param time how long it asks to be left alone; positive; null where it names no time
   */
  record Doubtful(@Nullable Duration time) implements HealthSignal {}

  /**
   * It asks to be left alone.
   *
   * @param time positive
   */
  record Busy(Duration time) implements HealthSignal {}

  /** It can serve no request: the credential or the model's name is wrong. */
  record Useless() implements HealthSignal {}

  /**
   * Says nothing about the target: the caller or the gateway ended it, or another of the target's
   * credentials may do better.
   */
  record Nothing() implements HealthSignal {}

  /**
   * @param cutShort whether the call's deadline left the attempt less than the target's own
   *     timeout: one caller's short deadline must not take a target from all others
   */
  static HealthSignal of(Outcome outcome, boolean cutShort) {
    if (outcome instanceof Outcome.Answered) {
      return new Good();
    }
    if (!(outcome instanceof Outcome.Failed failed) || failed.otherCredential()) {
      return new Nothing();
    }
    Failure failure = failed.failure().decisive();
    if (failed.evidence().isCertain()) {
      return certain(failure);
    }
    if (failed.evidence().isDoubtful()) {
      return isHurried(failure, cutShort) ? new Nothing() : new Doubtful(namedWait(failure));
    }
    return refused(failure) ? new Good() : new Nothing();
  }

  private static boolean refused(Failure failure) {
    FailureType type = failure.type();
    boolean isOfTheRequest =
        type.isA(FailureType.INVALID_REQUEST)
            || type == FailureType.CONTEXT_WINDOW_EXCEEDED
            || type == FailureType.CONTENT_POLICY;
    return isOfTheRequest && failure.facts().response() != null;
  }

  private static boolean isHurried(Failure failure, boolean cutShort) {
    return cutShort && failure.type() == FailureType.TIMEOUT && failure.facts().response() == null;
  }

  private static HealthSignal certain(Failure failure) {
    Duration wait = namedWait(failure);
    if (wait != null) {
      return new Busy(wait);
    }
    return failure.type().retryable() ? new Bad() : new Useless();
  }

  /** Null for a type of which a wait is a hint for the call, and nothing that the target asks. */
  private static @Nullable Duration namedWait(Failure failure) {
    Duration wait = failure.facts().retryAfter();
    return switch (failure.type()) {
      case OVERLOADED, SERVICE_UNAVAILABLE, PROVIDER_RATE_LIMITED, CREDENTIALS_EXHAUSTED ->
          wait == null || wait.isZero() || wait.isNegative() ? null : wait;
      default -> null;
    };
  }
}
