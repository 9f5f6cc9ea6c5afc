package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;

/**
 * The form of the Chat Completions API, which knows no failed answer: a call that failed is an
 * error with the failure's own status.
 *
 * @param includeUsage whether a stream tells the usage before its end
 */
record ChatCompletionForm(boolean includeUsage) implements AnswerForm {
  private static final int ACCEPTED = 202;

  /** RFC 7240, section 4.1. */
  @Override
  public Reply accepted(Reply decision, ObjectNode response) {
    return new Reply(ACCEPTED, decision.headers(), decision.body())
        .with("Location", "/v1/responses/" + response.path("id").asText())
        .with("Preference-Applied", "respond-async");
  }

  @Override
  public Reply ended(Reply decision, ObjectNode response) {
    return FailedResponses.isFailed(response)
        ? unanswered(decision, response, FailedResponses.of(response))
        : decision.with(ChatCompletionJson.of(response));
  }

  /** The SDKs need not try again: targets were retried and replaced as the route says. */
  @Override
  public Reply unanswered(Reply decision, ObjectNode response, ApiError why) {
    byte[] body = Json.bytes(FailedResponses.body(response, why));
    return new Reply(why.status(), decision.headers(), body).with("x-should-retry", "false");
  }

  @Override
  public StreamFold stream() {
    return new ChatStreamFold(includeUsage);
  }

  @Override
  public StreamEvent error(int number, ApiError why) {
    return StreamEvent.unnamed(why.toJson());
  }
}
