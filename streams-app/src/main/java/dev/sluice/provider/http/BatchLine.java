package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One result of a batch.
 *
 * @param attemptId whose it is
 * @param status of the reply
 * @param requestId the provider's name for the request; null if it has none
 * @param body the reply; null if the request was left undone
 * @param undone why it was, in the provider's words; null if it was not, or nothing says so
 */
public record BatchLine(
    String attemptId,
    int status,
    @Nullable String requestId,
    @Nullable JsonNode body,
    @Nullable String undone) {

  public static BatchLine replied(
      String attemptId, int status, @Nullable String requestId, JsonNode body) {
    return new BatchLine(attemptId, status, requestId, body, null);
  }

  public static BatchLine leftUndone(String attemptId, @Nullable String why) {
    return new BatchLine(attemptId, 0, null, null, why);
  }
}
