package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.json.Json;

/** The arguments of tool calls, for APIs that have JSON objects where others have texts. Pure. */
public final class ToolArguments {
  private ToolArguments() {}

  /**
   * Those of an answer's call. A text is what was cut off within a stream, and stays as the model
   * wrote it, as it does in chat completions: nobody can take a part of an object for the whole.
   */
  public static String of(JsonNode input) {
    if (input.isObject()) {
      return input.toString();
    }
    return input.isTextual() && !input.textValue().isBlank() ? input.textValue() : "{}";
  }

  /** What {@link #of} reads, from the pieces of a stream. */
  public static JsonNode parsed(String pieces) {
    JsonNode input = Json.parse(pieces);
    return input != null && input.isObject() ? input : TextNode.valueOf(pieces);
  }

  /**
   * Those of an earlier call. Those that are no JSON object are given back in the form of
   * Anthropic's page on fine-grained tool streaming, so that the model sees what was wrong: its
   * words are no mistake of the caller's.
   */
  public static ObjectNode object(String arguments) {
    JsonNode input = arguments.isBlank() ? Json.object() : Json.parse(arguments);
    if (input != null && input.isTextual()) {
      JsonNode inner = Json.parse(input.textValue());
      input = inner != null && inner.isObject() ? inner : input;
    }
    if (input != null && input.isNull()) {
      return Json.object();
    }
    return input instanceof ObjectNode object
        ? object
        : Json.object().put("INVALID_JSON", arguments);
  }
}
