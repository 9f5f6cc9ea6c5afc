package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;

/** The arguments of an earlier tool call, for APIs that take only JSON objects for them. Pure. */
public final class ToolArguments {
  private ToolArguments() {}

  /**
   * Those that are no JSON object are given back in the form of Anthropic's page on fine-grained
   * tool streaming, so that the model sees what was wrong: its words are no mistake of the
   * caller's.
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
