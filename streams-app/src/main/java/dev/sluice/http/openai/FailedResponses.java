package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A response that has failed as an error, for what knows no failed answer: chat completions, and
 * lines of a batch. Pure; any thread.
 */
public final class FailedResponses {
  private static final int BAD_GATEWAY = 502;

  private FailedResponses() {}

  public static boolean isFailed(ObjectNode response) {
    String status = response.path("status").asText();
    return status.equals("failed") || status.equals("cancelled");
  }

  public static ApiError of(ObjectNode response) {
    JsonNode error = response.path("error");
    JsonNode failure = response.path("sluice").path("failure");
    int status = failure.path("status").asInt();
    boolean isError = status >= 400 && status < 600;
    return new ApiError(
        isError ? status : BAD_GATEWAY,
        error.path("message").asText("The call failed."),
        error.path("type").asText("server_error"),
        null,
        failure.path("code").asText(failure.path("type").asText("failed")),
        null);
  }

  /** The error in OpenAI's form, with what Sluice says of the call. */
  public static ObjectNode body(ObjectNode response, ApiError why) {
    ObjectNode body = why.toJson();
    body.set("sluice", response.path("sluice").deepCopy());
    body.withObject("sluice").set("id", response.path("id"));
    return body;
  }
}
