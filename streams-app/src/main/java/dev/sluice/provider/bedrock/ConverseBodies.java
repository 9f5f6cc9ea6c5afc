package dev.sluice.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Sampling;
import dev.sluice.call.ToolCall;
import dev.sluice.json.Json;
import dev.sluice.provider.http.AlternatingTurns;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bodies of requests to Converse. Pure. */
final class ConverseBodies {
  private ConverseBodies() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt) {
    List<Message> messages = attempt.request().messages();
    AlternatingTurns conversation =
        AlternatingTurns.of(messages, new ConverseTurns(attempt.target().model()));
    ConverseFields fields = ConverseFields.of(attempt);
    ObjectNode extra = fields.openAi();
    ObjectNode body = Json.object();
    ArrayNode system = conversation.system();
    if (!system.isEmpty()) {
      body.set("system", system);
    }
    body.set("messages", conversation.messages());
    ObjectNode inference = inference(attempt, extra.path("stop"));
    if (!inference.isEmpty()) {
      body.set("inferenceConfig", inference);
    }
    ObjectNode tools = ConverseTools.config(extra, called(messages));
    if (tools != null) {
      body.set("toolConfig", tools);
    }
    ObjectNode output = output(extra);
    if (!output.isEmpty()) {
      body.set("outputConfig", output);
    }
    String tier = extra.path("service_tier").asText("");
    if (List.of("default", "flex", "priority", "reserved").contains(tier)) {
      body.putObject("serviceTier").put("type", tier);
    }
    if (!fields.models().isEmpty()) {
      body.set("additionalModelRequestFields", fields.models());
    }
    merge(body, fields.own());
    return body;
  }

  private static Set<String> called(List<Message> messages) {
    return messages.stream()
        .flatMap(message -> message.toolCalls().stream())
        .map(ToolCall::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** It has no seed and no penalties; they only steer sampling, and are dropped. */
  private static ObjectNode inference(Attempt attempt, JsonNode extraStop) {
    Sampling sampling = attempt.sampling().orElse(attempt.target().sampling());
    ObjectNode inference = Json.object();
    if (sampling.maxOutputTokens() != null) {
      inference.put("maxTokens", sampling.maxOutputTokens());
    }
    if (sampling.temperature() != null) {
      inference.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      inference.put("topP", sampling.topP());
    }
    ArrayNode stops = stops(sampling.stop(), extraStop);
    if (!stops.isEmpty()) {
      inference.set("stopSequences", stops);
    }
    return inference;
  }

  /** Those of white space alone are refused by the Claude models behind it. */
  private static ArrayNode stops(@Nullable List<String> stop, JsonNode extraStop) {
    ArrayNode stops = Json.MAPPER.createArrayNode();
    if (stop != null) {
      stop.stream().filter(text -> !text.isBlank()).forEach(stops::add);
    } else if (extraStop.isTextual() && !extraStop.textValue().isBlank()) {
      stops.add(extraStop.textValue());
    } else {
      extraStop.forEach(
          text -> {
            if (!text.asText("").isBlank()) {
              stops.add(text.asText());
            }
          });
    }
    return stops;
  }

  private static ObjectNode output(ObjectNode extra) {
    ObjectNode output = Json.object();
    JsonNode format = extra.path("response_format");
    switch (format.path("type").asText("text")) {
      case "text" -> {
        // what it answers anyway
      }
      case "json_schema" -> {
        JsonNode given = format.path("json_schema");
        ObjectNode text = output.putObject("textFormat").put("type", "json_schema");
        ObjectNode schema = text.putObject("structure").putObject("jsonSchema");
        // the schema is a text of JSON
        schema.put("schema", given.path("schema").toString());
        for (String field : List.of("name", "description")) {
          if (given.path(field).isTextual()) {
            schema.set(field, given.path(field));
          }
        }
      }
      default ->
          throw UnsupportedRequest.unsupported(
              "extra_body.response_format",
              "Converse supports only the response_format types text and json_schema");
    }
    String effort = extra.path("reasoning_effort").asText("");
    // none is no effort of Converse's: without one, only models that always reason do
    if (!effort.isEmpty() && !effort.equals("none")) {
      output.put("effort", effort.equals("minimal") ? "low" : effort);
    }
    return output;
  }

  /** Converse's own fields win; of objects, each member. */
  private static void merge(ObjectNode body, ObjectNode own) {
    own.properties()
        .forEach(
            field -> {
              if (body.path(field.getKey()) instanceof ObjectNode there
                  && field.getValue() instanceof ObjectNode given) {
                there.setAll(given);
              } else {
                body.set(field.getKey(), field.getValue());
              }
            });
  }
}
