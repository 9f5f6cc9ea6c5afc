package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts OpenAI's {@code tools} and {@code tool_choice} to {@code tools} and {@code toolConfig}.
 * Leaves what already has Gemini's form. {@code parallel_tool_calls} has no counterpart. Pure.
 */
final class GeminiTools {
  private final ArrayNode declarations = Json.MAPPER.createArrayNode();
  private final ArrayNode others = Json.MAPPER.createArrayNode();

  private GeminiTools() {}

  /**
   * @return whether the request has functions
   * @throws dev.sluice.failure.FailureException if something has no counterpart there
   */
  static boolean translate(ObjectNode extra) {
    GeminiTools tools = new GeminiTools();
    if (extra.remove("tools") instanceof ArrayNode given) {
      given.forEach(tools::add);
    }
    JsonNode choice = extra.remove("tool_choice");
    ObjectNode calling =
        choice == null || tools.declarations.isEmpty() ? null : tools.calling(choice);
    if (calling != null) {
      extra.withObject("/toolConfig").set("functionCallingConfig", calling);
    }
    if (!tools.declarations.isEmpty()) {
      tools.others.insertObject(0).set("functionDeclarations", tools.declarations);
    }
    if (!tools.others.isEmpty()) {
      extra.set("tools", tools.others);
    }
    return !tools.declarations.isEmpty();
  }

  private void add(JsonNode tool) {
    JsonNode function = tool.path("function");
    if (tool.path("type").asText("").equals("function") && function.isObject()) {
      declarations.add(declaration(function));
    } else if (tool.has("type")) {
      throw UnsupportedRequest.unsupported(
          "extra_body.tools",
          "Gemini's API supports only tools of the type function, and its own, such as "
              + "{\"googleSearch\": {}}");
    } else {
      others.add(tool);
    }
  }

  private static ObjectNode declaration(JsonNode function) {
    ObjectNode theirs = Json.object();
    theirs.set("name", function.path("name"));
    if (function.hasNonNull("description")) {
      theirs.set("description", function.path("description"));
    }
    JsonNode parameters = function.path("parameters");
    boolean hasAny = !parameters.path("properties").isEmpty() || parameters.has("$ref");
    if (hasAny || parameters.path("additionalProperties").isObject()) {
      theirs.set("parametersJsonSchema", GeminiSchemas.reduced(parameters));
    }
    return theirs;
  }

  private @Nullable ObjectNode calling(JsonNode choice) {
    JsonNode allowed = choice.path("allowed_tools");
    String named = choice.path("function").path("name").asText("");
    String word = choice.asText("");
    if (word.equals("auto") || choice.isNull()) {
      return null; // what it does anyway
    }
    if (word.equals("none")) {
      return Json.object().put("mode", "NONE");
    }
    if (word.equals("required")) {
      return Json.object().put("mode", "ANY");
    }
    if (!named.isEmpty()) {
      return any(Set.of(named));
    }
    if (allowed.isObject()) {
      Set<String> names = new HashSet<>();
      allowed.path("tools").forEach(tool -> names.add(tool.path("function").path("name").asText()));
      if (allowed.path("mode").asText("").equals("required")) {
        return any(names);
      }
      declarations.removeIf(declaration -> !names.contains(declaration.path("name").asText()));
      return null;
    }
    throw UnsupportedRequest.invalid("extra_body.tool_choice", "extra_body.tool_choice is unknown");
  }

  private static ObjectNode any(Set<String> names) {
    ObjectNode any = Json.object().put("mode", "ANY");
    ArrayNode allowed = any.putArray("allowedFunctionNames");
    names.stream().sorted().forEach(allowed::add);
    return any;
  }
}
