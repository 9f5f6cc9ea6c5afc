package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Sampling;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.Set;

/** Bodies of requests to the Responses API. Pure. */
final class OpenAiResponsesBodies {
  private static final Set<String> WRITTEN = Set.of("input", "background");

  /** They give access to what others of the same account have stored there. */
  private static final Set<String> OPERATORS = Set.of("previous_response_id", "conversation");

  private OpenAiResponsesBodies() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt) {
    ObjectNode body = Json.object();
    body.put("model", attempt.target().model());
    ArrayNode input = body.putArray("input");
    new OpenAiResponsesInput(input, attempt.target()).add(attempt.request().messages());
    // stored there by default, where no deletion would reach it
    body.put("store", false);
    sample(body, attempt.sampling().orElse(attempt.target().sampling()));
    ObjectNode extra = ExtraBody.of(attempt, WRITTEN, OPERATORS);
    translate(extra);
    body.setAll(extra);
    OpenAiResponsesStates.include(body, attempt.target().model());
    return body;
  }

  /** This API has no seed and no penalties; they only steer sampling, and are dropped. */
  private static void sample(ObjectNode body, Sampling sampling) {
    if (sampling.stop() != null && !sampling.stop().isEmpty()) {
      throw UnsupportedRequest.unsupported(
          "stop",
          "OpenAI's Responses API does not support stop texts; remove `stop`, or use a "
              + "route to chat completions");
    }
    if (sampling.temperature() != null) {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      body.put("top_p", sampling.topP());
    }
    if (sampling.maxOutputTokens() != null) {
      body.put("max_output_tokens", sampling.maxOutputTokens());
    }
  }

  private static void translate(ObjectNode extra) {
    if (extra.path("tools") instanceof ArrayNode tools) {
      ArrayNode flat = Json.MAPPER.createArrayNode();
      tools.forEach(tool -> flat.add(tool(tool)));
      extra.set("tools", flat);
    }
    if (extra.has("tool_choice")) {
      extra.set("tool_choice", flat(extra.path("tool_choice")));
    }
    JsonNode format = extra.remove("response_format");
    if (format != null) {
      put(extra, "text", "format", flat(format));
    }
    JsonNode verbosity = extra.remove("verbosity");
    if (verbosity != null) {
      put(extra, "text", "verbosity", verbosity);
    }
    JsonNode effort = extra.remove("reasoning_effort");
    if (effort != null) {
      put(extra, "reasoning", "effort", effort);
    }
    JsonNode summary = extra.remove("reasoning_summary");
    if (summary != null) {
      put(extra, "reasoning", "summary", summary);
    }
  }

  private static void put(ObjectNode extra, String object, String name, JsonNode value) {
    ObjectNode given =
        extra.path(object) instanceof ObjectNode own ? own.deepCopy() : Json.object();
    extra.set(object, given.set(name, value));
  }

  private static JsonNode tool(JsonNode tool) {
    JsonNode flat = flat(tool);
    if (tool.path("function").isObject() && flat instanceof ObjectNode own) {
      // strict here by default, lenient in chat completions
      own.putIfAbsent("strict", BooleanNode.FALSE);
      own.putIfAbsent("parameters", Json.emptySchema());
    }
    return flat;
  }

  /** Turns {@code {type: x, x: {...}}} into {@code {type: x, ...}}; leaves anything else. */
  private static JsonNode flat(JsonNode value) {
    String type = value.path("type").asText("");
    if (!(value instanceof ObjectNode nested) || !(nested.get(type) instanceof ObjectNode inner)) {
      return value;
    }
    ObjectNode flat = nested.deepCopy();
    flat.remove(type);
    inner.properties().forEach(field -> flat.set(field.getKey(), flatMember(field.getValue())));
    return flat.put("type", type);
  }

  private static JsonNode flatMember(JsonNode value) {
    if (!(value instanceof ArrayNode many)) {
      return value.has("type") && value.has(value.path("type").asText("")) ? flat(value) : value;
    }
    ArrayNode flat = Json.MAPPER.createArrayNode();
    many.forEach(each -> flat.add(flat(each)));
    return flat;
  }
}
