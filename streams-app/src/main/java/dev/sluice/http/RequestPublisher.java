package dev.sluice.http;

import dev.sluice.v1.CompletionRequest;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Publishes requests that arrive over HTTP. Any thread; may block until there is room. */
public interface RequestPublisher {

  /** The position and time that the broker gave a request. */
  record RequestPosition(String tenant, int partition, long offset, Instant at) {}

  /** Nothing was published, and nothing will be. */
  final class NotPublishedException extends Exception {
    private static final long serialVersionUID = 1;

    public NotPublishedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The record's bytes, as they would be published. */
  byte[] encode(CompletionRequest request) throws NotPublishedException;

  /**
   * @return fails if nobody knows whether it was published
   * @throws NotPublishedException if it can't be published now
   */
  CompletableFuture<RequestPosition> publish(
      String tenant, byte[] request, @Nullable String traceparent) throws NotPublishedException;
}
