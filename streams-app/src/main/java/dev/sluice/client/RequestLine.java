package dev.sluice.client;

import dev.sluice.v1.CompletionRequest;
import org.jspecify.annotations.Nullable;

/**
 * One line of a requests file: what to publish, and in a demo's file the expected outcome.
 *
 * @param number from 1
 * @param request null if raw bytes take its place
 * @param raw published unchanged
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RequestLine(
    int number,
    String tenant,
    @Nullable CompletionRequest request,
    byte @Nullable [] raw,
    Expectation expected) {

  public @Nullable String requestId() {
    return request == null ? null : request.getRequestId();
  }

  /** The ID of the key that is charged. */
  public String keyId() {
    return request == null || request.getKeyId() == null ? "default" : request.getKeyId();
  }
}
