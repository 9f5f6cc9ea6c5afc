package dev.sluice.http;

import dev.sluice.v1.CompletionRequest;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Publishes requests for those who come by HTTP. Any thread; may block until there is room. */
public interface Ingress {

  /** Where the broker put a request, and when. */
  record Appended(String tenant, int partition, long offset, Instant at) {}

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
   * @return failed when nobody can say whether it was published
   * @throws NotPublishedException if it can't be now
   */
  CompletableFuture<Appended> publish(String tenant, byte[] request, @Nullable String traceparent)
      throws NotPublishedException;
}
