package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ToolArguments;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Converts OpenAI's {@code tools} to Anthropic's form. Leaves what already has Anthropic's form.
 * Pure.
 */
final class AnthropicTools {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

  /** The types of the tools that Anthropic runs or defines end in their version's date. */
  private static final Pattern THEIRS = Pattern.compile("[a-z_]+_20\\d{6}|mcp_toolset");

  /** What the API refuses at the top of a schema of arguments. */
  private static final List<String> UNIONS = List.of("anyOf", "oneOf", "allOf");

  private AnthropicTools() {}

  /**
   * @throws dev.sluice.failure.FailureException if a tool has no counterpart there
   */
  static ArrayNode of(JsonNode tools, ClaudeModel model) {
    if (!tools.isArray()) {
      throw UnsupportedRequest.invalid("extra_body.tools", "extra_body.tools is not an array");
    }
    ArrayNode theirs = Json.MAPPER.createArrayNode();
    for (int i = 0; i < tools.size(); i++) {
      theirs.add(tool("extra_body.tools[" + i + "]", tools.get(i), model));
    }
    return theirs;
  }

  private static JsonNode tool(String param, JsonNode tool, ClaudeModel model) {
    String type = tool.path("type").asText("");
    if (THEIRS.matcher(type).matches()) {
      return tool;
    }
    if (type.equals("function") && tool.path("function").isObject()) {
      return function(param, tool, model);
    }
    boolean custom = type.isEmpty() || type.equals("custom");
    if (custom && tool.path("input_schema").isObject() && tool instanceof ObjectNode given) {
      ObjectNode theirs = given.deepCopy();
      name(param, given.path("name"));
      theirs.set("input_schema", inputSchema(param, given.path("input_schema")));
      return theirs;
    }
    throw UnsupportedRequest.unsupported(
        param, param + " is of a type that Anthropic's API has no counterpart for");
  }

  private static ObjectNode function(String param, JsonNode tool, ClaudeModel model) {
    JsonNode function = tool.path("function");
    ObjectNode theirs = Json.object();
    theirs.set("name", name(param, function.path("name")));
    if (Json.text(function.path("description")) != null) {
      theirs.set("description", function.path("description"));
    }
    ObjectNode schema = inputSchema(param, function.path("parameters"));
    // older models write arguments as well as they can
    boolean strict = function.path("strict").asBoolean(false) && model.takesStructuredOutputs();
    theirs.set(
        "input_schema",
        strict ? AnthropicSchemas.of(schema, param + ".function.parameters") : schema);
    if (strict) {
      theirs.put("strict", true);
    }
    for (JsonNode holder : List.of(tool, function)) {
      if (holder.path("cache_control").isObject()) {
        theirs.set("cache_control", holder.path("cache_control"));
      }
    }
    return theirs;
  }

  private static JsonNode name(String param, JsonNode name) {
    if (!NAME.matcher(name.asText("")).matches()) {
      throw UnsupportedRequest.unsupported(
          param, param + " has a name that Anthropic's API does not take: " + NAME.pattern());
    }
    return name;
  }

  /** OpenAI takes any schema, or none; Anthropic only that of an object. */
  private static ObjectNode inputSchema(String param, JsonNode parameters) {
    if (!(parameters instanceof ObjectNode given) || given.isEmpty()) {
      return Json.emptySchema();
    }
    JsonNode type = given.path("type");
    boolean object = type.asText("").equals("object") || given.path("properties").isObject();
    if (!object && (type.isTextual() || UNIONS.stream().anyMatch(given::has))) {
      throw UnsupportedRequest.unsupported(
          param, param + ": Anthropic's API takes only parameters of type object");
    }
    ObjectNode schema = Json.object().put("type", "object");
    schema.setAll(given);
    schema.put("type", "object");
    ObjectNode unions = Json.object();
    for (String union : UNIONS) {
      if (schema.has(union)) {
        unions.set(union, schema.remove(union));
      }
    }
    AnthropicSchemas.describe(schema, unions);
    return schema;
  }

  /** A tool call that a model made earlier in the conversation. */
  static ObjectNode call(ToolCall call) {
    String name = call.name().replaceAll("[^a-zA-Z0-9_-]", "_");
    ObjectNode block = Json.object();
    block.put("type", "tool_use").put("id", call.id());
    block.put("name", name.isEmpty() ? "unnamed" : name);
    return block.set("input", ToolArguments.object(call.arguments()));
  }
}
