package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher writes outside of transactions: outcomes of attempts and heartbeats to the
 * attempts topic, each to the partition of the call's task, and ticks to the requests topic. Its
 * methods are called on any thread, and must neither block nor throw.
 */
public interface AttemptsLog {

  /**
   * Makes an outcome durable. Keeps what it could not write until the attempt's deadline.
   *
   * @param onDone run once, when the outcome can't be lost any more or was dropped, on any thread
   */
  void publish(Attempt attempt, AttemptReport report, Runnable onDone);

  /**
   * Reports to possible new owners of a partition that the owner of its calls is still alive.
   *
   * @param ownerId the process that owns live calls
   * @param partition of the calls
   * @param attemptIds the open attempts of these calls
   */
  void alive(String ownerId, int partition, List<String> attemptIds);

  /**
   * A heartbeat that is retried until it is written, or until the next marker of its partition.
   *
   * @param ownerId the process that writes it
   * @param mark unique
   */
  void mark(String ownerId, int partition, String mark);

  /**
   * Reports that a process has ended; retried until it is written.
   *
   * @param ownerId the process that has ended
   * @param onWritten run once, on any thread
   */
  void dead(String ownerId, int partition, Runnable onWritten);

  /**
   * Writes a record without a value to the requests topic that only carries a time.
   *
   * @param onDone called once, on any thread, with the broker's timestamp of the tick; null if it
   *     was not written
   */
  void tick(int partition, Consumer<@Nullable Instant> onDone);

  /** What is written of provider batches. */
  BatchLog batches();
}
