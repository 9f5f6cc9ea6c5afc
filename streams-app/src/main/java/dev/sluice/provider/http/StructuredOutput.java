package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer satisfies the JSON schema of its request: a {@code response_format} of type
 * {@code json_schema} that is {@code strict}. Without {@code strict} a vendor promises nothing, and
 * the client has to check. Pure.
 *
 * @param schema of the request
 */
record StructuredOutput(JsonNode schema) {

  private static final Set<FinishReason> CUT =
      Set.of(
          FinishReason.LENGTH,
          FinishReason.CONTEXT_WINDOW,
          FinishReason.CONTENT_FILTER,
          FinishReason.REFUSAL,
          FinishReason.PAUSED);

  /** Null if the request has none. */
  static @Nullable StructuredOutput of(Attempt attempt) {
    JsonNode format = ExtraBody.of(attempt).path("response_format");
    JsonNode named = format.path("json_schema");
    return format.path("type").asText("").equals("json_schema")
            && named.path("strict").asBoolean(false)
            && named.path("schema").isObject()
        ? new StructuredOutput(named.path("schema"))
        : null;
  }

  /** What is wrong with the answer; null if nothing is, or if it is incomplete. */
  @Nullable String complaint(Answer answer) {
    String text = answer.text();
    if (text == null
        || CUT.contains(answer.finishReason())
        || answer.refusal() != null
        || !answer.toolCalls().isEmpty()) {
      return null;
    }
    JsonNode value = Json.parse(text);
    return value == null ? "it is no JSON" : new JsonSchema(schema).complaint(value);
  }
}
