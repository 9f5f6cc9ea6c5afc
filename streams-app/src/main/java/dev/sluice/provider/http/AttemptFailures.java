package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import java.time.Duration;
import java.time.Instant;

/** The failures of attempts that end without a reply, whatever the provider. */
public final class AttemptFailures {
  private AttemptFailures() {}

  public static Failure timedOut(Attempt attempt, Duration timeout) {
    return new ProviderFailure.Timeout(
        facts(
            attempt,
            FailureType.TIMEOUT,
            attempt.target().provider() + " did not answer within " + timeout.toMillis() + " ms"));
  }

  /** A stream was cut because nothing more came. */
  static Failure stalled(Attempt attempt, Duration idleTimeout) {
    return new ProviderFailure.Timeout(
        facts(
            attempt,
            FailureType.TIMEOUT,
            "nothing came of the stream of "
                + attempt.target().provider()
                + " for "
                + idleTimeout.toMillis()
                + " ms"));
  }

  public static Failure cancelled(Attempt attempt) {
    return new CallerFailure.Cancelled(
        facts(attempt, FailureType.CANCELLED, "the call was cancelled"));
  }

  /** No call was made, because it could not have succeeded. */
  static Failure noCredential(
      Attempt attempt, Credentials.None none, int credentials, Instant now) {
    FailureType type =
        none.limited() ? FailureType.PROVIDER_RATE_LIMITED : FailureType.CREDENTIALS_EXHAUSTED;
    String message =
        "none of the %d credentials of %s is usable for %s until %s: %s"
            .formatted(
                credentials,
                attempt.target().provider(),
                attempt.target().model(),
                none.until(),
                none.limited()
                    ? "its rate is limited"
                    : "they were refused, or their quota is used up");
    return Failure.of(
        type, facts(attempt, type, message).withRetryAfter(Duration.between(now, none.until())));
  }

  /** The failure, with the attempt's target. */
  public static Failure at(Attempt attempt, Failure failure) {
    Target target = attempt.target();
    return failure.withFacts(failure.facts().at(target.provider(), target.model(), target.name()));
  }

  public static FailureFacts facts(Attempt attempt, FailureType type, String message) {
    return FailureFacts.of(type, message)
        .at(attempt.target().provider(), attempt.target().model(), attempt.target().name());
  }
}
