package dev.sluice.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.call.Sampling;
import dev.sluice.json.Json;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of requests to the Messages API. Pure. */
final class AnthropicBodies {
  private AnthropicBodies() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt) {
    String name = attempt.target().model();
    ClaudeModel model = ClaudeModel.of(name);
    AnthropicConversation conversation =
        AnthropicConversation.of(attempt.request().messages(), name);
    if (conversation.isPrefilled() && !model.takesPrefill()) {
      throw UnsupportedRequest.unsupported(
          "messages",
          "the model does not go on with an assistant's message: end with the user's or a tool's");
    }
    ObjectNode extra = AnthropicFields.of(attempt);
    Sampling sampling = attempt.sampling().orElse(attempt.target().sampling());
    Integer mostTokens = sampling.maxOutputTokens();
    ObjectNode body = Json.object().put("model", name);
    body.put(
        "max_tokens",
        mostTokens == null ? ProviderSettings.ANTHROPIC_MAX_TOKENS : mostTokens.intValue());
    ArrayNode system = conversation.system();
    if (!system.isEmpty()) {
      body.set("system", system);
    }
    body.set("messages", conversation.messages());
    sample(body, sampling, extra.remove("stop"));
    if (extra.has("tools")) {
      extra.set("tools", AnthropicTools.of(extra.path("tools"), model));
    }
    AnthropicToolChoice.translate(extra, model);
    format(extra, model, conversation);
    if (!model.takesTopK()) {
      extra.remove("top_k");
    }
    body.setAll(extra);
    AnthropicThinking.shape(body, model, conversation);
    AnthropicCaching.limit(body);
    return body;
  }

  /** This API has no seed and no penalties; they only steer sampling, and are dropped. */
  private static void sample(ObjectNode body, Sampling sampling, @Nullable JsonNode extraStop) {
    if (sampling.temperature() != null) {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      body.put("top_p", sampling.topP());
    }
    List<String> stop = new ArrayList<>();
    if (extraStop != null && !extraStop.isNull()) {
      if (extraStop.isTextual()) {
        stop.add(extraStop.textValue());
      }
      extraStop.forEach(text -> stop.add(text.asText()));
    } else if (sampling.stop() != null) {
      stop.addAll(sampling.stop());
    }
    // it refuses those of white space only
    stop.removeIf(String::isBlank);
    if (!stop.isEmpty()) {
      ArrayNode sequences = body.putArray("stop_sequences");
      stop.forEach(sequences::add);
    }
  }

  private static void format(
      ObjectNode extra, ClaudeModel model, AnthropicConversation conversation) {
    JsonNode format = extra.remove("response_format");
    String type = format == null ? "text" : format.path("type").asText("text");
    if (type.equals("text")) {
      return;
    }
    if (!type.equals("json_schema")) {
      throw UnsupportedRequest.unsupported(
          "extra_body.response_format",
          "Anthropic's API supports only the response_format types text and json_schema");
    }
    if (conversation.isPrefilled()) {
      throw UnsupportedRequest.unsupported(
          "extra_body.response_format",
          "Anthropic's API does not go on with an assistant's message in a format");
    }
    if (!model.takesStructuredOutputs()) {
      throw UnsupportedRequest.unsupported(
          "extra_body.response_format", "the model does not support structured outputs");
    }
    ObjectNode config =
        extra.path("output_config") instanceof ObjectNode given ? given.deepCopy() : Json.object();
    JsonNode schema = format == null ? Json.object() : format.path("json_schema").path("schema");
    config
        .putObject("format")
        .put("type", "json_schema")
        .set(
            "schema", AnthropicSchemas.of(schema, "extra_body.response_format.json_schema.schema"));
    extra.set("output_config", config);
  }
}
