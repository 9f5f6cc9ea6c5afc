package dev.sluice.dispatch;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatcher writes of provider batches to the attempts topic, each record to the partition
 * of the batch's task. Its methods are called on any thread, and must neither block nor throw.
 */
public interface BatchLog {

  /**
   * A heartbeat that names the batch. Tried once.
   *
   * @param onDone called once, on any thread, with the time that it tells; null if it was not
   *     written
   */
  void sign(String ownerId, int partition, String batchId, Consumer<@Nullable Instant> onDone);

  /**
   * The provider has the batch; retried until it is written.
   *
   * @param onWritten run once, on any thread
   */
  void created(
      String ownerId, int partition, String batchId, String providerId, Runnable onWritten);

  /** The batch's results can be read; retried until it is written. */
  void ended(String ownerId, int partition, String batchId);
}
