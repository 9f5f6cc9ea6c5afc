package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.provider.http.ExtraBody;
import dev.sluice.provider.http.UnsupportedRequest;
import java.util.List;
import java.util.Set;

/** Bodies of requests to {@code generateContent}. Pure. */
final class GeminiBodies {
  private static final Set<String> WRITTEN =
      Set.of("contents", "systemInstruction", "system_instruction");

  /** It gives access to what others of the same account have stored there. */
  private static final Set<String> OPERATORS = Set.of("cachedContent", "cached_content");

  /**
   * What only OpenAI's chat completions have, and an answer does without. Gemini refuses every
   * field that it doesn't know.
   */
  private static final List<String> LEFT_OUT =
      List.of(
          "frequency_penalty",
          "logit_bias",
          "logprobs",
          "metadata",
          "modalities",
          "parallel_tool_calls",
          "prediction",
          "presence_penalty",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "service_tier",
          "store",
          "top_logprobs",
          "user",
          "verbosity",
          "web_search_options");

  private static final List<String> UNSUPPORTED = List.of("audio", "function_call", "functions");

  private GeminiBodies() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt, GeminiHost host) {
    GeminiModel model = GeminiModel.of(attempt.target().model());
    ObjectNode extra = ExtraBody.of(attempt, WRITTEN, OPERATORS);
    for (String field : UNSUPPORTED) {
      if (extra.has(field)) {
        throw UnsupportedRequest.unsupported(
            "extra_body." + field, "Gemini's API has no counterpart for extra_body." + field);
      }
    }
    extra.remove(LEFT_OUT);
    rename(extra, "generation_config", "generationConfig");
    rename(extra, "tool_config", "toolConfig");

    ObjectNode body =
        GeminiContents.body(host, attempt.target().model(), attempt.request().messages());
    boolean hasFunctions = GeminiTools.translate(extra);
    ObjectNode config =
        GeminiGenerationConfig.take(
            extra, attempt.sampling().orElse(attempt.target().sampling()), model, hasFunctions);
    if (!config.isEmpty()) {
      body.set("generationConfig", config);
    }
    return body.setAll(extra);
  }

  /** It takes the names of fields in both forms, but not the same field twice. */
  static void rename(ObjectNode object, String snakeCase, String camelCase) {
    JsonNode value = object.remove(snakeCase);
    if (value != null) {
      object.set(camelCase, value);
    }
  }
}
