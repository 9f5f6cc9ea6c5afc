package dev.sluice.provider.shaping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Message;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.profile.ModelProfile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Custom tools, whose input is any text, as functions with one parameter for the models that have
 * no such tools. Pure.
 */
public final class CustomTools {
  /** Among the parameters that a profile leaves out. */
  private static final String PARAM = "custom_tools";

  private static final String CUSTOM = "custom";
  private static final String FUNCTION = "function";
  private static final String INPUT = "input";

  private CustomTools() {}

  static boolean areTaken(ModelProfile profile) {
    return !profile.params().drops(PARAM, false);
  }

  /** Changes the tools, and the choices among them. */
  static void toFunctions(ObjectNode extra, Adjustments adjustments) {
    if (extra.path("tools") instanceof ArrayNode tools) {
      for (int i = 0; i < tools.size(); i++) {
        if (tools.get(i).path(CUSTOM) instanceof ObjectNode custom && isCustom(tools.get(i))) {
          tools.set(i, function(custom, adjustments));
        }
      }
    }
    if (extra.path("tool_choice") instanceof ObjectNode choice) {
      rename(choice);
      choice.path("allowed_tools").path("tools").forEach(CustomTools::rename);
    }
  }

  private static ObjectNode function(ObjectNode custom, Adjustments adjustments) {
    if (custom.path("format").path("type").asText().equals("grammar")) {
      // a caller that gives one may parse by it
      adjustments.loseIfWanted("extra_body.tools", "grammar of a custom tool dropped");
    }
    ObjectNode function = Json.object();
    function.set("name", custom.path("name"));
    if (custom.hasNonNull("description")) {
      function.set("description", custom.path("description"));
    }
    ObjectNode schema = function.putObject("parameters").put("type", "object");
    schema.putObject("properties").putObject(INPUT).put("type", "string");
    schema.putArray("required").add(INPUT);
    schema.put("additionalProperties", false);
    ObjectNode tool = Json.object().put("type", FUNCTION);
    tool.set(FUNCTION, function);
    adjustments.note("custom tools sent as functions");
    return tool;
  }

  private static void rename(JsonNode choice) {
    if (isCustom(choice) && choice instanceof ObjectNode object && object.has(CUSTOM)) {
      object.put("type", FUNCTION).set(FUNCTION, object.remove(CUSTOM));
    }
  }

  private static boolean isCustom(JsonNode tool) {
    return tool.path("type").asText().equals(CUSTOM);
  }

  static List<Message> asFunctions(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                message.toolCalls().stream().anyMatch(ToolCall::custom)
                    ? message.withToolCalls(
                        message.toolCalls().stream().map(CustomTools::asFunction).toList())
                    : message)
        .toList();
  }

  private static ToolCall asFunction(ToolCall call) {
    return call.custom()
        ? new ToolCall(
            call.id(), call.name(), Json.object().put(INPUT, call.arguments()).toString())
        : call;
  }

  /**
   * The calls of an answer, in which those of custom tools are such again.
   *
   * @param extraBody of the request as it was before any shaping
   */
  public static List<ToolCall> restored(List<ToolCall> calls, @Nullable String extraBody) {
    Set<String> names = calls.isEmpty() ? Set.of() : names(extraBody);
    return names.isEmpty()
        ? calls
        : calls.stream()
            .map(
                call ->
                    call.custom() || !names.contains(call.name())
                        ? call
                        : new ToolCall(call.id(), call.name(), input(call.arguments()), true))
            .toList();
  }

  private static Set<String> names(@Nullable String extraBody) {
    Set<String> names = new HashSet<>();
    if (extraBody != null && extraBody.contains(CUSTOM)) {
      JsonNode extra = Json.parse(extraBody);
      for (JsonNode tool : extra == null ? Json.object() : extra.path("tools")) {
        if (isCustom(tool)) {
          names.add(tool.path(CUSTOM).path("name").asText());
        }
      }
    }
    return names;
  }

  /** Arguments of another form are given as the model wrote them. */
  private static String input(String arguments) {
    return Json.parse(arguments) instanceof ObjectNode object
            && object.size() == 1
            && object.path(INPUT).isTextual()
        ? object.path(INPUT).textValue()
        : arguments;
  }
}
