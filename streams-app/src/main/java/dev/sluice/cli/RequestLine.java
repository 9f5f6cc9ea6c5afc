package dev.sluice.cli;

import dev.sluice.v1.CompletionRequest;
import org.jspecify.annotations.Nullable;

/**
 * One line of a requests file: what to publish, and in a demo's file what should become of it.
 *
 * @param number from 1
 * @param request null where raw bytes take its place
 * @param raw to be published as they are
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record RequestLine(
    int number,
    String tenant,
    @Nullable CompletionRequest request,
    byte @Nullable [] raw,
    Expectation expected) {

  @Nullable String requestId() {
    return request == null ? null : request.getRequestId();
  }

  /** The key that spends, by its ID. */
  String keyId() {
    return request == null || request.getKeyId() == null ? "default" : request.getKeyId();
  }
}
