package dev.sluice.wire;

import dev.sluice.call.AttemptReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The content of a record on the attempts topic. */
public sealed interface AttemptsMessage {

  /** How an attempt ended. */
  record Report(AttemptReport report) implements AttemptsMessage {}

  /**
   * The process was alive at that time, by its own clock.
   *
   * @param ownerId the process
   * @param attemptIds the attempts of this partition that it holds; null if it does not say, and
   *     then it speaks for all of them
   * @param mark how the writer recognizes this record; null for an ordinary heartbeat
   */
  record OwnerAlive(
      String ownerId, Instant at, @Nullable List<String> attemptIds, @Nullable String mark)
      implements AttemptsMessage {

    public OwnerAlive {
      attemptIds = attemptIds == null ? null : List.copyOf(attemptIds);
    }
  }

  /**
   * The process has ended and makes no attempt any more, as the next process on its state directory
   * knows.
   */
  record OwnerDead(String ownerId) implements AttemptsMessage {}

  /**
   * The provider has the batch.
   *
   * @param providerId its name there
   */
  record BatchCreated(String batchId, String providerId) implements AttemptsMessage {}

  /** The results of the batch can be read. */
  record BatchEnded(String batchId) implements AttemptsMessage {}

  /** Nothing that this release can use: from a newer release, or incomplete. */
  record Unusable(String reason) implements AttemptsMessage {}
}
