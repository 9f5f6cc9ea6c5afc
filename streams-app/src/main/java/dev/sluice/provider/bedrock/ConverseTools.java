package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts OpenAI's {@code tools} and {@code tool_choice} to Converse's {@code toolConfig}. Pure.
 */
final class ConverseTools {
  private static final Set<String> OWN = Set.of("toolSpec", "systemTool", "cachePoint");

  private ConverseTools() {}

  /**
   * The tools; null if there are none. There is no choice of none: without a call in the
   * conversation the tools are left out then. With one Converse demands tools, so that those are
   * declared which the conversation names.
   *
   * @param called the names of the tools that the conversation calls
   */
  static @Nullable ObjectNode config(ObjectNode extra, Set<String> called) {
    ArrayNode tools = Json.MAPPER.createArrayNode();
    JsonNode choice = extra.path("tool_choice");
    boolean isNone = choice.asText("").equals("none");
    if (!isNone || !called.isEmpty()) {
      extra.path("tools").forEach(tool -> tools.add(tool(tool)));
    }
    if (tools.isEmpty()) {
      called.forEach(name -> tools.add(spec(name, Json.emptySchema())));
    }
    if (tools.isEmpty()) {
      return null;
    }
    ObjectNode config = Json.object();
    config.set("tools", tools);
    ObjectNode theirs = isNone ? null : choice(choice);
    if (theirs != null && extra.has("tools")) {
      config.set("toolChoice", theirs);
    }
    return config;
  }

  private static ObjectNode spec(String name, JsonNode schema) {
    ObjectNode tool = Json.object();
    ObjectNode spec = tool.putObject("toolSpec").put("name", name);
    spec.putObject("inputSchema").set("json", schema);
    return tool;
  }

  private static JsonNode tool(JsonNode tool) {
    if (OWN.stream().anyMatch(tool::has)) {
      return tool;
    }
    JsonNode function = tool.path("function");
    if (!tool.path("type").asText("").equals("function") || !function.isObject()) {
      throw UnsupportedRequest.unsupported(
          "extra_body.tools", "Converse supports only tools of the type function");
    }
    ObjectNode theirs = spec(function.path("name").asText(""), schema(function.path("parameters")));
    ObjectNode spec = theirs.withObject("/toolSpec");
    String description = Json.text(function.path("description"));
    if (description != null) {
      spec.put("description", description);
    }
    if (function.path("strict").asBoolean(false)) {
      spec.put("strict", true);
    }
    return theirs;
  }

  /** It must be of the type object, which OpenAI lets callers leave out. */
  private static JsonNode schema(JsonNode parameters) {
    if (!(parameters instanceof ObjectNode given) || given.isEmpty()) {
      return Json.emptySchema();
    }
    return given.has("type") ? given : given.deepCopy().put("type", "object");
  }

  private static @Nullable ObjectNode choice(JsonNode choice) {
    ObjectNode theirs = Json.object();
    if (choice.isMissingNode() || choice.isNull()) {
      return null;
    }
    if (choice.isTextual()) {
      switch (choice.textValue()) {
        case "auto" -> theirs.putObject("auto");
        case "required" -> theirs.putObject("any");
        default ->
            throw UnsupportedRequest.invalid(
                "extra_body.tool_choice", "extra_body.tool_choice is unknown");
      }
    } else if (choice.path("function").isObject()) {
      theirs.putObject("tool").set("name", choice.path("function").path("name"));
    } else if (choice instanceof ObjectNode given && !given.has("type")) {
      theirs.setAll(given);
    } else {
      throw UnsupportedRequest.unsupported(
          "extra_body.tool_choice",
          "extra_body.tool_choice is of a form that Converse has no counterpart for");
    }
    return theirs;
  }
}
