package dev.sluice.call;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What names an accepted request, and whose it is. */
public record AcceptedRequest(
    PollingId id,
    String requestId,
    String tenant,
    String keyId,
    @Nullable String user,
    String model,
    Map<String, String> metadata,
    @Nullable String traceparent) {

  public AcceptedRequest {
    metadata = Map.copyOf(metadata);
  }

  public static AcceptedRequest of(
      PollingId id, String tenant, Request request, @Nullable String traceparent) {
    return new AcceptedRequest(
        id,
        request.requestId(),
        tenant,
        request.keyId(),
        request.user(),
        request.model(),
        request.metadata(),
        traceparent);
  }

  AcceptedRequest withTraceparent(@Nullable String traceparent) {
    return new AcceptedRequest(id, requestId, tenant, keyId, user, model, metadata, traceparent);
  }

  /** What is left of a request that nobody waits for: its content is deleted. */
  public Request withdrawn() {
    return new Request(
        requestId,
        model,
        List.of(),
        Sampling.NONE,
        null,
        keyId,
        user,
        List.of(),
        metadata,
        null,
        0,
        OnLimit.REJECT,
        /* stream= */ false,
        /* batch= */ true);
  }

  public String pollingId() {
    return id.text();
  }

  /** That of the request, the journal and every event of the call. */
  public int partition() {
    return id.partition();
  }

  /** The request's offset. */
  public long offset() {
    return id.offset();
  }

  /** The request's append time. */
  public Instant acceptedAt() {
    return id.acceptedAt();
  }
}
