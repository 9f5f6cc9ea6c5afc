package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a Responses request that go into {@code extra_body}, in their chat completions
 * form, which every provider's codec reads. Pure; any thread.
 */
final class ChatFields {
  private static final List<String> SAME =
      List.of(
          "parallel_tool_calls",
          "service_tier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier");

  /** Types of tools that are chosen by their name. */
  private static final Set<String> NAMED = Set.of("function", "custom");

  private ChatFields() {}

  /** Null if there are none. */
  static @Nullable String of(Fields body) throws BadParameter {
    ObjectNode extra = Json.object();
    for (String name : SAME) {
      JsonNode value = body.value(name);
      if (value != null) {
        extra.set(name, value);
      }
    }
    tools(body, extra);
    JsonNode choice = body.value("tool_choice");
    if (choice != null) {
      extra.set("tool_choice", choice(choice));
    }
    text(body, extra);
    Wishes.put(body, extra);
    return extra.isEmpty() ? null : extra.toString();
  }

  private static void tools(Fields body, ObjectNode extra) throws BadParameter {
    JsonNode tools = body.value("tools");
    if (tools == null) {
      return;
    }
    if (!tools.isArray()) {
      throw body.wrong("tools", "an array");
    }
    if (tools.isEmpty()) {
      return;
    }
    ArrayNode nested = extra.putArray("tools");
    for (int i = 0; i < tools.size(); i++) {
      Fields tool = Fields.of(tools.get(i), "tools[" + i + "]");
      String type = tool.requiredText("type");
      if (type.equals("function")) {
        tool.requiredText("name");
        nested.add(TypedForm.nested(tool.json(), "function"));
      } else if (type.equals("custom")) {
        nested.add(custom(tool));
      } else if (type.startsWith("web_search")) {
        nested.add(tool.json());
      } else {
        // files, containers and connectors belong to the operator's account at the provider
        throw BadParameter.unsupported(
            tool.param("type"), "Tools of type '" + type + "' are not supported.");
      }
    }
  }

  private static ObjectNode custom(Fields tool) throws BadParameter {
    tool.allowOnly(Set.of("type", "name", "description", "format"));
    tool.requiredText("name");
    tool.text("description");
    ObjectNode nested = TypedForm.nested(tool.json(), "custom");
    JsonNode format = tool.value("format");
    if (format == null) {
      return nested;
    }
    Fields form = Fields.of(format, tool.param("format"));
    switch (form.requiredText("type")) {
      case "text" -> {
        // the default
      }
      case "grammar" -> {
        form.allowOnly(Set.of("type", "syntax", "definition"));
        form.requiredText("syntax");
        form.requiredText("definition");
        nested.withObject("custom").set("format", TypedForm.nested(format, "grammar"));
      }
      default -> throw BadParameter.invalid(form.param("type"), "Expected text or grammar.");
    }
    return nested;
  }

  private static JsonNode choice(JsonNode choice) throws BadParameter {
    if (choice.isTextual()) {
      return choice;
    }
    Fields fields = Fields.of(choice, "tool_choice");
    String type = fields.requiredText("type");
    if (NAMED.contains(type)) {
      return TypedForm.nested(choice, type);
    }
    if (!type.equals("allowed_tools")) {
      throw BadParameter.unsupported(
          "tool_choice.type", "A choice of type '" + type + "' is not supported.");
    }
    ObjectNode allowed = TypedForm.nested(choice, "allowed_tools");
    ArrayNode tools = Json.object().arrayNode();
    for (JsonNode tool : choice.path("tools")) {
      String named = tool.path("type").asText("");
      tools.add(NAMED.contains(named) ? TypedForm.nested(tool, named) : tool);
    }
    ((ObjectNode) allowed.get("allowed_tools")).set("tools", tools);
    return allowed;
  }

  private static void text(Fields body, ObjectNode extra) throws BadParameter {
    JsonNode text = body.value("text");
    if (text == null) {
      return;
    }
    Fields fields = Fields.of(text, "text");
    fields.allowOnly(Set.of("format", "verbosity"));
    if (fields.has("verbosity")) {
      extra.put("verbosity", fields.requiredText("verbosity"));
    }
    JsonNode format = fields.value("format");
    if (format == null) {
      return;
    }
    Fields form = Fields.of(format, "text.format");
    switch (form.requiredText("type")) {
      case "text" -> {
        // the default
      }
      case "json_object" -> extra.set("response_format", format);
      case "json_schema" -> {
        form.requiredText("name");
        extra.set("response_format", TypedForm.nested(format, "json_schema"));
      }
      default ->
          throw BadParameter.invalid(
              "text.format.type", "Expected text, json_object or json_schema.");
    }
  }
}
