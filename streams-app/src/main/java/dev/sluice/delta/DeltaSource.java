package dev.sluice.delta;

import dev.sluice.call.PollingId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Where answers that are being written are read, in every process alike: each subscriber of a call
 * gets the same records in the same order, from the first one. Any thread.
 */
public interface DeltaSource {

  /**
   * @param acceptedAt when the request was accepted, or earlier: nothing of it was written before
   * @param listener called for one record after the other, on a thread that it must not block, also
   *     for those of before
   */
  Subscription subscribe(PollingId id, Instant acceptedAt, Consumer<AnswerDeltas> listener);

  /** One reader of one call. */
  interface Subscription extends AutoCloseable {

    /**
     * Reads on to where the topic ends now.
     *
     * @return completes once the listener has had all of that; exceptionally if that can't be told
     *     in time, such as without a broker
     */
    CompletionStage<Void> caughtUp();

    /** Idempotent. */
    @Override
    void close();
  }
}
