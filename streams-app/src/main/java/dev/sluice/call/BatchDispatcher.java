package dev.sluice.call;

import java.util.List;
import java.util.Set;

/**
 * Sends attempts as provider batches for the whole process, on its own threads, and reports what
 * comes of them on the attempts topic: that a batch was created, that it has ended, and then the
 * outcome of each attempt. No method blocks.
 */
public interface BatchDispatcher {

  /**
   * A provider batch that is to be created.
   *
   * @param attempts those of all its calls that have not ended
   * @param withdrawn the IDs of those among them whose clients no longer want an answer: they are
   *     not sent any more
   * @param maybeCreated whether another process, or this one before, may have created it: then it
   *     is looked for at the provider, and created only if it certainly is not there
   */
  record Sending(
      ProviderBatch batch, List<Attempt> attempts, Set<String> withdrawn, boolean maybeCreated) {
    public Sending {
      attempts = List.copyOf(attempts);
      withdrawn = Set.copyOf(withdrawn);
    }
  }

  /** Stream thread: creates the batch, once the thread's open transaction has committed. */
  void sendAfterCommit(Sending sending);

  /**
   * Any thread: whether this process is creating the batch, and has not reported that yet. While it
   * is, the process's heartbeats name it, as they name attempts.
   */
  boolean isSending(String batchId);

  /** Any thread: asks the provider, from time to time, until the batch has ended. Idempotent. */
  void follow(ProviderBatch batch);

  /**
   * Any thread: reports the outcomes of attempts whose batch has ended. Idempotent.
   *
   * @param attempts those of all its calls that wait for one
   */
  void settle(ProviderBatch batch, List<Attempt> attempts);

  /** Any thread: asks the provider to stop what it has not begun of the batch. */
  void cancel(ProviderBatch batch);

  /** Any thread: another process follows the batches of the partition from now on. */
  void leave(int partition);
}
