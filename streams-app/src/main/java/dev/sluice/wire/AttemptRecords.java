package dev.sluice.wire;

import dev.sluice.call.AttemptRef;
import dev.sluice.call.EndedAttempt;
import dev.sluice.failure.Failure;
import dev.sluice.v1.Attempt;

/** Attempts as journal entries and terminal records list them. Stateless; any thread. */
public final class AttemptRecords {
  private AttemptRecords() {}

  public static Attempt toRecord(EndedAttempt ended) {
    AttemptRef attempt = ended.attempt();
    Failure failure = ended.failure();
    return new Attempt(
        attempt.attemptId(),
        attempt.number(),
        attempt.target(),
        attempt.provider(),
        attempt.model(),
        attempt.startedAt(),
        attempt.endedAt(),
        failure == null ? null : FailureRecords.toRecord(failure),
        ended.usage() == null ? null : AnswerRecords.toRecord(ended.usage()),
        ended.adjustments(),
        attempt.batchId());
  }

  public static EndedAttempt fromRecord(Attempt read) {
    AttemptRef attempt =
        new AttemptRef(
            read.getAttemptId(),
            read.getNumber(),
            read.getTarget(),
            read.getProvider(),
            read.getModel(),
            read.getStartedAt(),
            read.getEndedAt(),
            read.getBatchId());
    return new EndedAttempt(
        attempt,
        read.getFailure() == null ? null : FailureRecords.fromRecord(read.getFailure()),
        read.getUsage() == null ? null : AnswerRecords.fromRecord(read.getUsage()),
        read.getAdjustments());
  }
}
