package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Evidence;
import dev.sluice.call.Outcome;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.ProviderFailure;
import java.time.Duration;

/** The ends of attempts that never reached a provider, or that a provider mishandled. */
final class UnstartedOutcomes {
  private UnstartedOutcomes() {}

  static Outcome cancelled(Attempt attempt) {
    return new Outcome.Failed(
        new CallerFailure.Cancelled(
            facts(attempt, FailureType.CANCELLED, "the call was cancelled before it began")));
  }

  static Outcome late(Attempt attempt) {
    return new Outcome.Failed(
        new CallerFailure.DeadlineExceeded(
            facts(
                attempt,
                FailureType.DEADLINE_EXCEEDED,
                "the deadline passed while the call waited for room at "
                    + attempt.target().provider())));
  }

  /**
   * Its turn under the target's cap would come after its deadline: another target may be quicker.
   * It says nothing of the target.
   *
   * @param wait until that turn
   */
  static Outcome capped(Attempt attempt, Duration wait) {
    String message =
        "the cap of target %s has room in %d ms only, after the deadline"
            .formatted(attempt.target().name(), wait.toMillis());
    FailureFacts facts = facts(attempt, FailureType.PROVIDER_RATE_LIMITED, message);
    return new Outcome.Failed(
        new ProviderFailure.RateLimited(facts.withRetryAfter(wait)), Evidence.REQUEST);
  }

  static Outcome noProvider(Attempt attempt) {
    return new Outcome.Failed(
        new ProviderFailure.UnknownProvider(
            facts(
                attempt,
                FailureType.UNKNOWN_PROVIDER,
                "no provider is named " + attempt.target().provider())));
  }

  static Outcome internal(Attempt attempt, String message) {
    return new Outcome.Failed(
        new GatewayFailure.Internal(facts(attempt, FailureType.INTERNAL, message)));
  }

  private static FailureFacts facts(Attempt attempt, FailureType type, String message) {
    return FailureFacts.of(type, message)
        .at(attempt.target().provider(), attempt.target().model(), attempt.target().name());
  }
}
