package dev.sluice.provider;

import dev.sluice.call.Attempt;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import java.time.Duration;

/** How attempts end without a reply, whatever the provider. */
final class Ends {
  private Ends() {}

  static Failure timedOut(Attempt attempt, Duration timeout) {
    return new ProviderFailure.Timeout(
        facts(
            attempt,
            FailureType.TIMEOUT,
            attempt.target().provider() + " did not answer within " + timeout.toMillis() + " ms"));
  }

  static Failure cancelled(Attempt attempt) {
    return new CallerFailure.Cancelled(
        facts(attempt, FailureType.CANCELLED, "the call was cancelled"));
  }

  static FailureFacts facts(Attempt attempt, FailureType type, String message) {
    return FailureFacts.of(type, message)
        .at(attempt.target().provider(), attempt.target().model(), attempt.target().name());
  }
}
