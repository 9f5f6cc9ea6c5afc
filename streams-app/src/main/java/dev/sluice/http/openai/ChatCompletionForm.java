package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.List;

/**
 * The form of the Chat Completions API, which knows no failed answer: a call that failed is an
 * error with the failure's own status.
 *
 * @param includeUsage whether a stream tells the usage before its end
 */
record ChatCompletionForm(boolean includeUsage) implements AnswerForm {
  private static final int ACCEPTED = 202;
  private static final int BAD_GATEWAY = 502;

  /** RFC 7240, section 4.1. */
  @Override
  public Reply accepted(Reply decision, ObjectNode response) {
    return new Reply(ACCEPTED, decision.headers(), decision.body())
        .with("Location", "/v1/responses/" + response.path("id").asText())
        .with("Preference-Applied", "respond-async");
  }

  @Override
  public Reply ended(Reply decision, ObjectNode response) {
    return isFailed(response)
        ? unanswered(decision, response, failure(response))
        : decision.with(ChatCompletionJson.of(response));
  }

  /** The SDKs need not try again: targets were retried and replaced as the route says. */
  @Override
  public Reply unanswered(Reply decision, ObjectNode response, ApiError why) {
    ObjectNode body = why.toJson();
    body.set("sluice", response.path("sluice").deepCopy());
    body.withObject("sluice").set("id", response.path("id"));
    return new Reply(why.status(), decision.headers(), Json.bytes(body))
        .with("x-should-retry", "false");
  }

  @Override
  public List<StreamEvent> events(ObjectNode response) {
    return isFailed(response)
        ? List.of(ChatChunks.first(response), error(1, failure(response)))
        : ChatChunks.of(response, includeUsage);
  }

  @Override
  public StreamEvent error(int number, ApiError why) {
    return StreamEvent.unnamed(why.toJson());
  }

  private static boolean isFailed(ObjectNode response) {
    String status = response.path("status").asText();
    return status.equals("failed") || status.equals("cancelled");
  }

  private static ApiError failure(ObjectNode response) {
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
}
