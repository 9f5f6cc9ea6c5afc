package dev.sluice.call;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What identifies an accepted request, and whose it is.
 *
 * @param partition of the request, the journal and every event of the call
 * @param offset the request's offset
 * @param acceptedAt the request's append time
 */
public record AcceptedRequest(
    String pollingId,
    String requestId,
    String tenant,
    String keyId,
    @Nullable String user,
    String model,
    Map<String, String> metadata,
    @Nullable String traceparent,
    int partition,
    long offset,
    Instant acceptedAt) {

  public AcceptedRequest {
    metadata = Map.copyOf(metadata);
  }

  /**
   * @param id what the request was accepted as
   */
  public static AcceptedRequest of(
      PollingId id, String tenant, Request request, @Nullable String traceparent) {
    return new AcceptedRequest(
        id.text(),
        request.requestId(),
        tenant,
        request.keyId(),
        request.user(),
        request.model(),
        request.metadata(),
        traceparent,
        id.partition(),
        id.offset(),
        id.acceptedAt());
  }
}
