package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts OpenAI's {@code tool_choice} and {@code parallel_tool_calls} to Anthropic's {@code
 * tool_choice}. Leaves what already has Anthropic's form. Pure.
 */
final class AnthropicToolChoice {
  private static final String PARAM = "extra_body.tool_choice";

  private AnthropicToolChoice() {}

  /**
   * Changes the extra body, whose tools have Anthropic's form.
   *
   * @throws dev.sluice.failure.FailureException if the choice has no counterpart there, or the
   *     model does not take it
   */
  static void translate(ObjectNode extra, ClaudeModel model) {
    JsonNode parallel = extra.remove("parallel_tool_calls");
    boolean oneAtATime = parallel != null && parallel.isBoolean() && !parallel.booleanValue();
    JsonNode given = extra.remove("tool_choice");
    ObjectNode choice = given == null || given.isNull() ? null : choice(given, extra);
    if (choice != null && isForced(choice) && !model.takesForcedTools()) {
      throw UnsupportedRequest.unsupported(
          PARAM, "this model takes no " + PARAM + " that demands a tool call");
    }
    if (extra.path("tools").isEmpty()) {
      // the API refuses any choice then
      extra.remove("tools");
      if (choice != null && isForced(choice)) {
        throw UnsupportedRequest.invalid(PARAM, PARAM + " demands a tool call without any tools");
      }
      return;
    }
    if (choice == null && oneAtATime) {
      choice = Json.object().put("type", "auto");
    }
    if (choice != null) {
      if (oneAtATime && !choice.path("type").asText("").equals("none")) {
        choice.put("disable_parallel_tool_use", true);
      }
      extra.set("tool_choice", choice);
    }
  }

  static boolean isForced(JsonNode choice) {
    String type = choice.path("type").asText("");
    return type.equals("any") || type.equals("tool");
  }

  private static ObjectNode choice(JsonNode choice, ObjectNode extra) {
    ObjectNode theirs = Json.object();
    if (choice.isTextual()) {
      return theirs.put("type", type(choice.textValue()));
    }
    JsonNode function = choice.path("function");
    if (function.isObject()) {
      theirs.put("type", "tool");
      return theirs.set("name", function.path("name"));
    }
    JsonNode allowed = choice.path("allowed_tools");
    if (allowed.path("tools").isArray()) {
      allow(extra, allowed.path("tools"));
      return theirs.put("type", type(allowed.path("mode").asText("auto")));
    }
    if (choice instanceof ObjectNode given && isTheirs(given)) {
      return theirs.setAll(given);
    }
    throw UnsupportedRequest.unsupported(
        PARAM, PARAM + " is of a form that Anthropic's API has no counterpart for");
  }

  private static String type(String choice) {
    return switch (choice) {
      case "auto", "none" -> choice;
      case "required", "any" -> "any";
      default -> throw UnsupportedRequest.invalid(PARAM, PARAM + " is unknown");
    };
  }

  private static boolean isTheirs(ObjectNode choice) {
    return switch (choice.path("type").asText("")) {
      case "auto", "any", "none" -> true;
      case "tool" -> choice.path("name").isTextual();
      default -> false;
    };
  }

  /** Anthropic has no list of the tools that are allowed now: the others are left out. */
  private static void allow(ObjectNode extra, JsonNode allowed) {
    Set<String> names = new HashSet<>();
    for (JsonNode tool : allowed) {
      names.add(tool.path("function").path("name").asText(tool.path("name").asText("")));
    }
    ArrayNode left = Json.MAPPER.createArrayNode();
    extra.path("tools").forEach(tool -> addIf(names, tool, left));
    extra.set("tools", left);
  }

  private static void addIf(Set<String> names, @Nullable JsonNode tool, ArrayNode left) {
    if (tool != null && names.contains(tool.path("name").asText(""))) {
      left.add(tool);
    }
  }
}
