package dev.sluice.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.CreationApi;
import dev.sluice.json.Json;
import java.util.Optional;

/**
 * One request of a batch.
 *
 * @param customId its name in the batch
 * @param body of the API
 */
public record BatchLine(String customId, CreationApi api, ObjectNode body) implements ParsedLine {
  /** Leaves room for the batch's name in a request ID. */
  static final int MAX_CUSTOM_ID = 200;

  /** A line that was checked before; empty if it is another one now. */
  public static Optional<BatchLine> read(byte[] line) {
    return parse(0, line) instanceof BatchLine read ? Optional.of(read) : Optional.empty();
  }

  /** As OpenAI checks it; the body only as far as any body is checked. */
  static ParsedLine parse(int number, byte[] line) {
    if (!(Json.parse(line) instanceof ObjectNode json)) {
      return new LineError(number, "invalid_json_line", "the line is not a JSON object", null);
    }
    String customId = Json.text(json.path("custom_id"));
    if (customId == null) {
      return missing(number, json, "custom_id", "a string that is not empty");
    }
    if (customId.codePointCount(0, customId.length()) > MAX_CUSTOM_ID) {
      return invalid(number, "custom_id", "has more than " + MAX_CUSTOM_ID + " characters");
    }
    if (!json.path("method").asText().equals("POST")) {
      return missing(number, json, "method", "\"POST\"");
    }
    CreationApi api = CreationApi.at(json.path("url").asText()).orElse(null);
    if (api == null) {
      return missing(number, json, "url", "/v1/responses or /v1/chat/completions");
    }
    if (!(json.path("body") instanceof ObjectNode body)) {
      return missing(number, json, "body", "an object");
    }
    if (body.path("stream").asBoolean()) {
      return unsupported(number, "body.stream", "a batch has no streams");
    }
    if (body.path("previous_response_id").isTextual()) {
      return unsupported(
          number, "body.previous_response_id", "it can be found over HTTP only; send the messages");
    }
    return new BatchLine(customId, api, body);
  }

  private static LineError missing(int number, JsonNode json, String param, String expected) {
    return json.path(param).isMissingNode() || json.path(param).isNull()
        ? new LineError(number, "missing_required_parameter", param + " is missing", param)
        : invalid(number, param, "must be " + expected);
  }

  private static LineError invalid(int number, String param, String problem) {
    return new LineError(number, "invalid_" + param, param + " " + problem, param);
  }

  private static LineError unsupported(int number, String param, String why) {
    return new LineError(number, "unsupported_parameter", param + " is not taken: " + why, param);
  }
}
