package dev.sluice.wire;

import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.OutcomeKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the content of the attempts topic to and from Avro records. Stateless; any thread. */
public final class OutcomeRecords {
  static {
    AvroTrust.establish();
  }

  private OutcomeRecords() {}

  /** Times are kept to the millisecond. */
  public static AttemptOutcome toRecord(AttemptReport report) {
    AttemptRef attempt = report.attempt();
    AttemptOutcome.Builder outcome =
        AttemptOutcome.newBuilder()
            .setOwnerId(report.ownerId())
            .setPollingId(report.pollingId())
            .setAttemptId(attempt.attemptId())
            .setNumber(attempt.number())
            .setTarget(attempt.target())
            .setProvider(attempt.provider())
            .setModel(attempt.model())
            .setStartedAt(attempt.startedAt())
            .setEndedAt(attempt.endedAt())
            .setBatchId(attempt.batchId())
            .setAdjustments(report.outcome().adjustments());
    if (report.outcome() instanceof Outcome.Answered answered) {
      outcome.setKind(OutcomeKind.ANSWER).setAnswer(AnswerRecords.toRecord(answered.answer()));
    } else if (report.outcome() instanceof Outcome.Failed failed) {
      outcome
          .setKind(OutcomeKind.FAILURE)
          .setFailure(FailureRecords.toRecord(failed.failure()))
          .setOtherCredential(failed.otherCredential())
          .setUsage(failed.usage() == null ? null : AnswerRecords.toRecord(failed.usage()));
    } else {
      outcome.setKind(OutcomeKind.ABANDONED);
    }
    return outcome.build();
  }

  /** A process's heartbeat, with the attempts that it holds of the partition it is written to. */
  public static AttemptOutcome ownerAlive(String ownerId, Instant now, List<String> attemptIds) {
    return sign(ownerId, now).setAttemptIds(attemptIds).build();
  }

  /** A heartbeat that its writer recognizes when it reads it. */
  public static AttemptOutcome mark(String ownerId, Instant now, String mark) {
    return sign(ownerId, now).setMark(mark).build();
  }

  /** What the next process on the state directory of one that has ended tells of it. */
  public static AttemptOutcome ownerDead(String ownerId, Instant now) {
    return ofProcess(OutcomeKind.OWNER_DEAD, ownerId, now).build();
  }

  /** That a provider batch exists, and under which name. */
  public static AttemptOutcome batchCreated(
      String ownerId, Instant now, String batchId, String providerBatchId) {
    return ofProcess(OutcomeKind.BATCH_CREATED, ownerId, now)
        .setBatchId(batchId)
        .setProviderBatchId(providerBatchId)
        .build();
  }

  /** That the results of a provider batch can be read. */
  public static AttemptOutcome batchEnded(String ownerId, Instant now, String batchId) {
    return ofProcess(OutcomeKind.BATCH_ENDED, ownerId, now).setBatchId(batchId).build();
  }

  private static AttemptOutcome.Builder sign(String ownerId, Instant now) {
    return ofProcess(OutcomeKind.OWNER_ALIVE, ownerId, now);
  }

  private static AttemptOutcome.Builder ofProcess(OutcomeKind kind, String ownerId, Instant now) {
    return AttemptOutcome.newBuilder().setKind(kind).setOwnerId(ownerId).setEndedAt(now);
  }

  /** Never throws because of the record's content: nothing on this topic may stop its reader. */
  public static AttemptsMessage fromRecord(AttemptOutcome read) {
    if (read.getKind() == OutcomeKind.OWNER_ALIVE) {
      return new AttemptsMessage.OwnerAlive(
          read.getOwnerId(), read.getEndedAt(), read.getAttemptIds(), read.getMark());
    }
    if (read.getKind() == OutcomeKind.OWNER_DEAD) {
      return new AttemptsMessage.OwnerDead(read.getOwnerId());
    }
    String batchId = read.getBatchId();
    if (read.getKind() == OutcomeKind.BATCH_CREATED
        && batchId != null
        && read.getProviderBatchId() != null) {
      return new AttemptsMessage.BatchCreated(batchId, read.getProviderBatchId());
    }
    if (read.getKind() == OutcomeKind.BATCH_ENDED && batchId != null) {
      return new AttemptsMessage.BatchEnded(batchId);
    }
    Outcome outcome = outcome(read);
    if (outcome == null) {
      return new AttemptsMessage.Unusable(
          "an outcome of kind " + read.getKind() + " without what this release needs of it");
    }
    String pollingId = read.getPollingId();
    String attemptId = read.getAttemptId();
    String target = read.getTarget();
    String provider = read.getProvider();
    String model = read.getModel();
    if (pollingId == null
        || attemptId == null
        || target == null
        || provider == null
        || model == null) {
      return new AttemptsMessage.Unusable("an outcome that does not name its attempt");
    }
    AttemptRef attempt =
        new AttemptRef(
            attemptId,
            read.getNumber(),
            target,
            provider,
            model,
            read.getStartedAt(),
            read.getEndedAt(),
            read.getBatchId());
    return new AttemptsMessage.Report(
        new AttemptReport(
            read.getOwnerId(), pollingId, attempt, outcome.adjusted(read.getAdjustments())));
  }

  private static @Nullable Outcome outcome(AttemptOutcome read) {
    return switch (read.getKind()) {
      case ANSWER ->
          read.getAnswer() == null
              ? null
              : new Outcome.Answered(AnswerRecords.fromRecord(read.getAnswer()));
      case FAILURE ->
          read.getFailure() == null
              ? null
              : new Outcome.Failed(
                  FailureRecords.fromRecord(read.getFailure()),
                  read.getOtherCredential(),
                  read.getUsage() == null ? null : AnswerRecords.fromRecord(read.getUsage()));
      case ABANDONED -> new Outcome.Abandoned();
      case OWNER_ALIVE, OWNER_DEAD, BATCH_CREATED, BATCH_ENDED, UNKNOWN -> null;
    };
  }
}
