package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.CaseFormat;
import dev.sluice.call.Sampling;
import dev.sluice.json.Json;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the {@code generationConfig}. Pure. */
final class GeminiGenerationConfig {
  private static final int MOST_STOPS = 5;

  /** Admission has reserved for one answer of the tokens that the typed field sets. */
  private static final Set<String> RESERVED = Set.of("maxOutputTokens", "candidateCount");

  private GeminiGenerationConfig() {}

  /**
   * Takes what belongs there out of {@code extra}.
   *
   * @param hasFunctions whether the request offers functions
   * @throws dev.sluice.failure.FailureException if something has no counterpart there
   */
  static ObjectNode take(
      ObjectNode extra, Sampling sampling, GeminiModel model, boolean hasFunctions) {
    ObjectNode config = Json.object();
    sample(config, sampling);
    JsonNode format = extra.remove("response_format");
    if (format != null) {
      format(config, format);
    }
    ObjectNode thinking = GeminiThinking.config(model, extra.remove("reasoning_effort"));
    if (thinking != null) {
      config.set("thinkingConfig", thinking);
    }
    if (hasFunctions && config.has("responseMimeType") && !model.isThirdGeneration()) {
      throw UnsupportedRequest.unsupported(
          "extra_body.response_format",
          "Gemini before 3 supports no response_format together with tools");
    }
    if (extra.remove("generationConfig") instanceof ObjectNode given) {
      given
          .properties()
          .forEach(field -> merge(config, camelCase(field.getKey()), field.getValue()));
    }
    return config;
  }

  /** It takes the names of fields in both forms, but not the same field twice. */
  private static String camelCase(String name) {
    return name.contains("_") ? CaseFormat.LOWER_UNDERSCORE.to(CaseFormat.LOWER_CAMEL, name) : name;
  }

  private static void merge(ObjectNode config, String name, JsonNode value) {
    if (!RESERVED.contains(name)) {
      config.set(name, value);
    }
  }

  /**
   * Without penalties, which all current models refuse ("Penalty is not enabled for this model");
   * they only steer sampling.
   */
  private static void sample(ObjectNode config, Sampling sampling) {
    if (sampling.temperature() != null) {
      config.put("temperature", sampling.temperature());
    }
    if (sampling.topP() != null) {
      config.put("topP", sampling.topP());
    }
    if (sampling.maxOutputTokens() != null) {
      config.put("maxOutputTokens", sampling.maxOutputTokens());
    }
    if (sampling.seed() != null) {
      config.put("seed", seed(sampling.seed()));
    }
    stop(config, sampling.stop());
  }

  /** It takes 32 bits. */
  private static int seed(long seed) {
    return seed == (int) seed ? (int) seed : Long.hashCode(seed);
  }

  private static void stop(ObjectNode config, @Nullable List<String> stop) {
    List<String> texts =
        stop == null ? List.of() : stop.stream().filter(text -> !text.isEmpty()).toList();
    if (texts.size() > MOST_STOPS) {
      throw UnsupportedRequest.unsupported(
          "stop", "Gemini's API supports at most " + MOST_STOPS + " stop texts");
    }
    if (!texts.isEmpty()) {
      ArrayNode sequences = config.putArray("stopSequences");
      texts.forEach(sequences::add);
    }
  }

  private static void format(ObjectNode config, JsonNode format) {
    switch (format.path("type").asText("")) {
      case "text" -> {
        // what it answers anyway
      }
      case "json_object" -> config.put("responseMimeType", "application/json");
      case "json_schema" ->
          config
              .put("responseMimeType", "application/json")
              .set(
                  "responseJsonSchema",
                  GeminiSchemas.reduced(format.path("json_schema").path("schema")));
      default ->
          throw UnsupportedRequest.unsupported(
              "extra_body.response_format",
              "Gemini's API supports only the response_format types text, json_object and "
                  + "json_schema");
    }
  }
}
