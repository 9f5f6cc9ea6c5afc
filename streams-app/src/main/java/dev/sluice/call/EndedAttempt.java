package dev.sluice.call;

import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended, as the journal and the terminal record keep it.
 *
 * @param failure null if it answered
 * @param usage null if unknown
 */
public record EndedAttempt(
    String attemptId,
    int number,
    String target,
    String provider,
    String model,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Failure failure,
    @Nullable Usage usage) {

  /** With the usage that the outcome reports. */
  public static EndedAttempt of(AttemptReport report) {
    return new EndedAttempt(
        report.attemptId(),
        report.number(),
        report.target(),
        report.provider(),
        report.model(),
        report.startedAt(),
        report.endedAt(),
        failure(report.outcome()),
        usage(report.outcome()));
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
          FailureFacts.of(FailureType.INTERNAL, message).withCode("attempt_abandoned"));
    }
    return null;
  }
}
