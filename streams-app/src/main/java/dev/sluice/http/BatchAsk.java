package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.CreationApi;
import dev.sluice.json.Json;
import java.util.HashMap;
import java.util.Map;

/**
 * What the creation of a batch asks for.
 *
 * @param endpoint the path that all lines name
 */
record BatchAsk(String inputFileId, CreationApi endpoint, Map<String, String> metadata) {
  /** The only one that there is. */
  static final String WINDOW = "24h";

  private static final int MOST_ENTRIES = 16;
  private static final int LONGEST_KEY = 64;
  private static final int LONGEST_VALUE = 512;

  static BatchAsk read(JsonNode body) throws BadParameter {
    String input = text(body, "input_file_id");
    CreationApi endpoint =
        CreationApi.at(text(body, "endpoint"))
            .orElseThrow(
                () ->
                    BadParameter.invalid(
                        "endpoint", "'endpoint' must be /v1/responses or /v1/chat/completions."));
    if (!text(body, "completion_window").equals(WINDOW)) {
      throw BadParameter.invalid("completion_window", "'completion_window' must be 24h.");
    }
    JsonNode expiry = body.path("output_expires_after");
    if (!expiry.isMissingNode() && !expiry.isNull()) {
      throw BadParameter.invalid(
          "output_expires_after", "Output files are kept as long as the operator has set.");
    }
    return new BatchAsk(input, endpoint, metadata(body.path("metadata")));
  }

  private static String text(JsonNode body, String name) throws BadParameter {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      throw BadParameter.missing(name);
    }
    String text = Json.text(value);
    if (text == null) {
      throw BadParameter.invalid(name, "'" + name + "' must be a string that is not empty.");
    }
    return text;
  }

  private static Map<String, String> metadata(JsonNode json) throws BadParameter {
    Map<String, String> metadata = new HashMap<>();
    if (json.isMissingNode() || json.isNull()) {
      return metadata;
    }
    if (!json.isObject()) {
      throw unfit();
    }
    for (Map.Entry<String, JsonNode> each : json.properties()) {
      if (!each.getValue().isTextual()
          || each.getKey().length() > LONGEST_KEY
          || each.getValue().textValue().length() > LONGEST_VALUE) {
        throw unfit();
      }
      metadata.put(each.getKey(), each.getValue().textValue());
    }
    if (metadata.size() > MOST_ENTRIES) {
      throw unfit();
    }
    return metadata;
  }

  private static BadParameter unfit() {
    return BadParameter.invalid(
        "metadata",
        "'metadata' must be an object of at most %d strings of at most %d characters, with names of at most %d."
            .formatted(MOST_ENTRIES, LONGEST_VALUE, LONGEST_KEY));
  }
}
