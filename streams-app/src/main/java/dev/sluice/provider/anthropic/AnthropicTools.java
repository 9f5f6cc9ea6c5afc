package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Converts OpenAI's {@code tools}, {@code tool_choice}, {@code parallel_tool_calls} and {@code
 * response_format} to Anthropic's form. Leaves what already has Anthropic's form. Pure.
 */
final class AnthropicTools {
  private AnthropicTools() {}

  /**
   * @throws dev.sluice.failure.FailureException if something has no counterpart there
   */
  static void translate(ObjectNode extra) {
    if (extra.path("tools") instanceof ArrayNode tools) {
      ArrayNode theirs = Json.MAPPER.createArrayNode();
      tools.forEach(tool -> theirs.add(tool(tool)));
      extra.set("tools", theirs);
    }
    JsonNode parallel = extra.remove("parallel_tool_calls");
    boolean oneAtATime = parallel != null && parallel.isBoolean() && !parallel.booleanValue();
    JsonNode choice = choice(extra.remove("tool_choice"), oneAtATime && extra.has("tools"));
    if (choice != null) {
      extra.set("tool_choice", choice);
    }
    JsonNode format = extra.remove("response_format");
    if (format != null) {
      format(extra, format);
    }
  }

  /** A tool call that the model made earlier in the conversation. */
  static ObjectNode call(ToolCall call) {
    JsonNode input = call.arguments().isBlank() ? Json.object() : Json.parse(call.arguments());
    if (input == null || !input.isObject()) {
      throw UnsupportedRequest.invalid(
          "messages", "the arguments of tool call " + call.id() + " are not a JSON object");
    }
    ObjectNode block = Json.object();
    block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
    return block.set("input", input);
  }

  private static JsonNode tool(JsonNode tool) {
    JsonNode function = tool.path("function");
    if (!tool.path("type").asText("").equals("function") || !function.isObject()) {
      return tool;
    }
    ObjectNode theirs = Json.object();
    theirs.set("name", function.path("name"));
    if (function.hasNonNull("description")) {
      theirs.set("description", function.path("description"));
    }
    JsonNode parameters = function.path("parameters");
    theirs.set("input_schema", parameters.isObject() ? parameters : Json.emptySchema());
    if (function.path("strict").asBoolean(false)) {
      theirs.put("strict", true);
    }
    return theirs;
  }

  private static @Nullable JsonNode choice(@Nullable JsonNode choice, boolean oneAtATime) {
    ObjectNode theirs = Json.object();
    if (choice == null || choice.isNull()) {
      if (!oneAtATime) {
        return null;
      }
      theirs.put("type", "auto");
    } else if (choice.isTextual()) {
      theirs.put(
          "type",
          switch (choice.textValue()) {
            case "auto", "none" -> choice.textValue();
            case "required" -> "any";
            default ->
                throw UnsupportedRequest.invalid(
                    "extra_body.tool_choice", "extra_body.tool_choice is unknown");
          });
    } else if (choice.path("function").isObject()) {
      theirs.put("type", "tool").set("name", choice.path("function").path("name"));
    } else if (choice instanceof ObjectNode given && !given.has("allowed_tools")) {
      theirs.setAll(given);
    } else {
      throw UnsupportedRequest.unsupported(
          "extra_body.tool_choice",
          "extra_body.tool_choice is of a form that Anthropic's API has no counterpart for");
    }
    if (oneAtATime && !theirs.path("type").asText("").equals("none")) {
      theirs.put("disable_parallel_tool_use", true);
    }
    return theirs;
  }

  private static void format(ObjectNode extra, JsonNode format) {
    switch (format.path("type").asText("")) {
      case "text" -> {
        // what it answers anyway
      }
      case "json_schema" -> {
        ObjectNode config =
            extra.path("output_config") instanceof ObjectNode given
                ? given.deepCopy()
                : Json.object();
        config
            .putObject("format")
            .put("type", "json_schema")
            .set("schema", format.path("json_schema").path("schema"));
        extra.set("output_config", config);
      }
      default ->
          throw UnsupportedRequest.unsupported(
              "extra_body.response_format",
              "Anthropic's API supports only the response_format types text and json_schema");
    }
  }
}
