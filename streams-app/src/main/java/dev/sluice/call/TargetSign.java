package dev.sluice.call;

import dev.sluice.failure.Failure;
import java.time.Duration;

/** What the end of an attempt says of its target. */
public sealed interface TargetSign {

  /** It does its work, if only to refuse what was wrong. */
  record Good() implements TargetSign {}

  /** It failed, as it may once in a while. */
  record Bad() implements TargetSign {}

  /**
   * It asks to be left alone.
   *
   * @param time positive
   */
  record Busy(Duration time) implements TargetSign {}

  /** It can serve nobody, whatever is asked: the credential or the model's name is wrong. */
  record Useless() implements TargetSign {}

  /** The caller ended it, or the gateway, or another of the target's credentials may do better. */
  record Nothing() implements TargetSign {}

  /**
   * @param cutShort whether the call's deadline left the attempt less than the target's own time: a
   *     caller in a hurry must not take a target from all others
   */
  static TargetSign of(Outcome outcome, boolean cutShort) {
    if (outcome instanceof Outcome.Answered) {
      return new Good();
    }
    return outcome instanceof Outcome.Failed failed && !failed.otherCredential()
        ? of(failed.failure(), cutShort)
        : new Nothing();
  }

  private static TargetSign of(Failure failure, boolean cutShort) {
    boolean replied = failure.facts().response() != null;
    return switch (failure.type()) {
      case CONNECTION, SERVER_ERROR, BAD_GATEWAY, API_ERROR, MID_STREAM_BREAK, MOCK, UNFORESEEN ->
          new Bad();
      case TIMEOUT -> cutShort && !replied ? new Nothing() : new Bad();
      case OVERLOADED, SERVICE_UNAVAILABLE, PROVIDER_RATE_LIMITED -> busyOr(new Bad(), failure);
      case CREDENTIALS_EXHAUSTED -> busyOr(new Useless(), failure);
      case AUTHENTICATION, PERMISSION, NOT_FOUND, UNKNOWN_PROVIDER, QUOTA_EXHAUSTED ->
          new Useless();
      case INVALID_REQUEST,
          UNPROCESSABLE,
          UNSUPPORTED_PARAMETERS,
          IMAGE_FETCH,
          CONTEXT_WINDOW_EXCEEDED,
          CONTENT_POLICY ->
          replied ? new Good() : new Nothing();
      // an answer that can't be used may be what this one prompt makes of the model
      default -> new Nothing();
    };
  }

  private static TargetSign busyOr(TargetSign unnamed, Failure failure) {
    Duration wait = failure.facts().retryAfter();
    return wait == null || wait.isZero() || wait.isNegative() ? unnamed : new Busy(wait);
  }
}
