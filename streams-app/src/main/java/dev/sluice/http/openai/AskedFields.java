package dev.sluice.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.Sampling;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a request asked for, as OpenAI's Response object repeats it. A value of a type that the
 * object does not have, which only a request on the topic can hold, is left out, since strict
 * clients would refuse the whole response. Immutable; any thread.
 */
public final class AskedFields {
  /** Of a request that can't be read, or says nothing. */
  public static final AskedFields NONE = new AskedFields(Json.object());

  private static final Map<String, Predicate<JsonNode>> AS_THEY_ARE =
      Map.of(
          "max_tool_calls", JsonNode::isInt,
          "parallel_tool_calls", JsonNode::isBoolean,
          "prompt_cache_key", JsonNode::isTextual,
          "safety_identifier", JsonNode::isTextual,
          "service_tier", JsonNode::isTextual,
          "truncation", JsonNode::isTextual);

  /** Those that only {@code response_fields} of a request tells. */
  private static final Map<String, Predicate<JsonNode>> BESIDES =
      Map.of(
          "background", JsonNode::isBoolean,
          "previous_response_id", JsonNode::isTextual,
          "store", JsonNode::isBoolean,
          "top_logprobs", JsonNode::isInt);

  private final ObjectNode fields;

  private AskedFields(ObjectNode fields) {
    this.fields = fields;
  }

  public static AskedFields of(CompletionRequest request) {
    ObjectNode fields = Json.object();
    ObjectNode besides = object(request.getResponseFields());
    put(fields, besides, BESIDES);
    if (request.getInstructions() != null) {
      fields.put("instructions", request.getInstructions());
    }
    sampling(fields, request.getSampling());
    ObjectNode extra = object(request.getExtraBody());
    put(fields, extra, AS_THEY_ARE);
    tools(fields, extra);
    text(fields, extra);
    reasoning(fields, extra);
    return fields.isEmpty() ? NONE : new AskedFields(fields);
  }

  /** What the record made of the body would not tell: its {@code response_fields}. */
  static @Nullable String besides(Fields body, boolean background) throws BadParameter {
    ObjectNode besides = Json.object();
    if (!background) {
      besides.put("background", false);
    }
    if (body.has("store")) {
      besides.put("store", body.isTrue("store"));
    }
    String previous = body.text("previous_response_id");
    if (previous != null) {
      besides.put("previous_response_id", previous);
    }
    Integer topLogprobs = body.integer("top_logprobs");
    if (topLogprobs != null) {
      besides.put("top_logprobs", topLogprobs);
    }
    return besides.isEmpty() ? null : besides.toString();
  }

  /** Changes the response, and returns it. */
  public ObjectNode addTo(ObjectNode response) {
    return response.setAll(fields);
  }

  /** The characters of their JSON. */
  public int size() {
    return fields.isEmpty() ? 0 : fields.toString().length();
  }

  private static void put(ObjectNode fields, ObjectNode from, Map<String, Predicate<JsonNode>> of) {
    of.forEach(
        (name, fits) -> {
          JsonNode value = from.path(name);
          if (fits.test(value)) {
            fields.set(name, value);
          }
        });
  }

  private static void sampling(ObjectNode fields, @Nullable Sampling sampling) {
    if (sampling == null) {
      return;
    }
    if (sampling.getTemperature() != null) {
      fields.put("temperature", sampling.getTemperature());
    }
    if (sampling.getTopP() != null) {
      fields.put("top_p", sampling.getTopP());
    }
    if (sampling.getMaxOutputTokens() != null) {
      fields.put("max_output_tokens", sampling.getMaxOutputTokens());
    }
  }

  private static void tools(ObjectNode fields, ObjectNode extra) {
    ArrayNode tools = Json.MAPPER.createArrayNode();
    for (JsonNode each : extra.path("tools")) {
      if (each.path("type").isTextual() && TypedForm.flat(each) instanceof ObjectNode tool) {
        if (tool.path("type").asText().equals("function")) {
          // as it is sent where the API demands them
          tool.putIfAbsent("strict", tool.booleanNode(false));
          tool.putIfAbsent("parameters", tool.nullNode());
        }
        tools.add(tool);
      }
    }
    if (!tools.isEmpty()) {
      fields.set("tools", tools);
    }
    JsonNode choice = extra.path("tool_choice");
    if (choice.isTextual() || choice.path("type").isTextual()) {
      fields.set("tool_choice", TypedForm.flat(choice));
    }
  }

  private static void text(ObjectNode fields, ObjectNode extra) {
    ObjectNode text = extra.path("text") instanceof ObjectNode own ? own : Json.object();
    if (extra.path("response_format").path("type").isTextual()) {
      text.set("format", TypedForm.flat(extra.path("response_format")));
    }
    if (extra.path("verbosity").isTextual()) {
      text.set("verbosity", extra.path("verbosity"));
    }
    if (!text.isEmpty()) {
      text.putIfAbsent("format", Json.object().put("type", "text"));
      fields.set("text", text);
    }
  }

  private static void reasoning(ObjectNode fields, ObjectNode extra) {
    JsonNode own = extra.path("reasoning");
    JsonNode effort =
        extra.path("reasoning_effort").isTextual()
            ? extra.path("reasoning_effort")
            : own.path("effort");
    JsonNode summary =
        extra.path("reasoning_summary").isTextual()
            ? extra.path("reasoning_summary")
            : own.path("summary");
    if (effort.isTextual() || summary.isTextual()) {
      fields
          .putObject("reasoning")
          .put("effort", effort.textValue())
          .put("summary", summary.textValue());
    }
  }

  private static ObjectNode object(@Nullable String text) {
    return text != null && Json.parse(text) instanceof ObjectNode object ? object : Json.object();
  }
}
