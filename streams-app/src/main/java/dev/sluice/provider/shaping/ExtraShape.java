package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.profile.ModelProfile;
import java.util.List;

/** The fields of a request's extra body that a model takes. For one attempt only. */
final class ExtraShape {
  /** Choices about tools. */
  private static final List<String> OF_TOOLS = List.of("tool_choice", "parallel_tool_calls");

  private final ModelProfile profile;
  private final Adjustments adjustments;
  private final SchemaShape schemas;

  ExtraShape(ModelProfile profile, Adjustments adjustments) {
    this.profile = profile;
    this.adjustments = adjustments;
    this.schemas = new SchemaShape(profile.schemas(), adjustments);
  }

  /**
   * Changes the request's extra body.
   *
   * @param operators the target's own, which is the operator's business
   */
  void shape(ObjectNode extra, ObjectNode operators) {
    leaveOut(extra);
    if (!CustomTools.areTaken(profile)) {
      CustomTools.toFunctions(extra, adjustments);
    }
    if (extra.path("tools") instanceof ArrayNode tools) {
      tools(extra, tools);
    }
    boolean hasTools = extra.has("tools") || extra.has("functions") || operators.has("tools");
    if (!hasTools && !profile.params().emptyTools()) {
      for (String param : OF_TOOLS) {
        if (extra.remove(param) != null) {
          adjustments.note(param + " dropped: there are no tools");
        }
      }
    }
    JsonNode format = extra.path("response_format").path("json_schema");
    if (format instanceof ObjectNode named && named.path("schema") instanceof ObjectNode schema) {
      named.set("schema", schemas.of(schema, named.path("strict").asBoolean(false)));
    }
  }

  private void leaveOut(ObjectNode extra) {
    boolean reasoning = ReasoningEffort.isAsked(extra);
    for (String name : Json.names(extra)) {
      if (extra.path(name).isNull()) {
        continue;
      }
      String change = Adjustments.name(name) + " dropped";
      if (profile.params().fallback().contains(name)) {
        adjustments.loseIfWanted(param(name), change);
        extra.remove(name);
      } else if (profile.params().drops(name, reasoning)) {
        adjustments.lose(param(name), change);
        extra.remove(name);
      }
    }
  }

  private static String param(String name) {
    return "extra_body." + Adjustments.name(name);
  }

  private void tools(ObjectNode extra, ArrayNode tools) {
    if (tools.isEmpty() && !profile.params().emptyTools()) {
      extra.remove("tools");
      return;
    }
    for (JsonNode tool : tools) {
      if (tool.path("function") instanceof ObjectNode function) {
        boolean strict = function.path("strict").asBoolean(false);
        function.set("parameters", schemas.of(parameters(function), strict));
      }
    }
  }

  /** Most servers want the schema of an object; OpenAI alone does without. */
  private static ObjectNode parameters(ObjectNode function) {
    JsonNode parameters = function.path("parameters");
    if (!(parameters instanceof ObjectNode given) || given.isEmpty()) {
      return Json.emptySchema();
    }
    boolean typed =
        List.of("type", "$ref", "anyOf", "oneOf", "allOf").stream().anyMatch(given::has);
    return typed ? given : given.put("type", "object");
  }
}
