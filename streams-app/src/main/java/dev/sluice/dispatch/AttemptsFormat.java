package dev.sluice.dispatch;

import dev.sluice.call.AttemptReport;
import java.time.Instant;
import java.util.List;

/** The values of records on the attempts topic. Any thread; may throw while no registry answers. */
public interface AttemptsFormat {

  byte[] outcome(AttemptReport report);

  /**
   * A process's heartbeat.
   *
   * @param attemptIds those it holds
   */
  byte[] alive(String ownerId, Instant now, List<String> attemptIds);

  /** That a process has ended. */
  byte[] dead(String ownerId, Instant now);

  /** A heartbeat with a name by which its writer recognizes it. */
  byte[] mark(String ownerId, Instant now, String mark);

  /** That a provider has a batch. */
  byte[] batchCreated(String ownerId, Instant now, String batchId, String providerId);

  /** That a provider's batch has ended. */
  byte[] batchEnded(String ownerId, Instant now, String batchId);
}
