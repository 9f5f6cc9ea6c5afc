package dev.sluice.call;

import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended, as the journal and the terminal record keep it.
 *
 * @param failure null if it answered
 * @param usage null if unknown
 * @param adjustments what of the request was changed to fit the target's model
 */
public record EndedAttempt(
    AttemptRef attempt,
    @Nullable Failure failure,
    @Nullable Usage usage,
    List<String> adjustments) {
  private static final String ABANDONED = "attempt_abandoned";

  public EndedAttempt {
    adjustments = List.copyOf(adjustments);
  }

  /** Of a request that was sent as it is. */
  public EndedAttempt(AttemptRef attempt, @Nullable Failure failure, @Nullable Usage usage) {
    this(attempt, failure, usage, List.of());
  }

  /** With the usage that the outcome reports. */
  public static EndedAttempt of(AttemptReport report) {
    Outcome outcome = report.outcome();
    return new EndedAttempt(
        report.attempt(), failure(outcome), usage(outcome), outcome.adjustments());
  }

  public String attemptId() {
    return attempt.attemptId();
  }

  /** Whether it ended by itself, and not with the process that made it. */
  boolean isAnswerOrFailure() {
    return failure == null || !ABANDONED.equals(failure.facts().code());
  }

  /** The target's name. */
  public String target() {
    return attempt.target();
  }

  private static @Nullable Usage usage(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      return answered.answer().usage();
    }
    return outcome instanceof Outcome.Failed failed ? failed.usage() : null;
  }

  private static @Nullable Failure failure(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return failed.failure();
    }
    if (outcome instanceof Outcome.Abandoned) {
      // an attempt without a failure would look answered
      String message = "the owner of the attempt abandoned it before it ended";
      return new GatewayFailure.Internal(
          FailureFacts.of(FailureType.INTERNAL, message).withCode(ABANDONED));
    }
    return null;
  }
}
