package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.Attempt;
import dev.sluice.provider.http.ExtraBody;
import java.util.Set;

/**
 * Bodies of requests to {@code generateContent}, which refuses every field that it doesn't know:
 * what only OpenAI's chat completions have is the profile's of the kind to leave out. Pure.
 */
final class GeminiBodies {
  private static final Set<String> WRITTEN =
      Set.of("contents", "systemInstruction", "system_instruction");

  /** It gives access to what others of the same account have stored there. */
  private static final Set<String> OPERATORS = Set.of("cachedContent", "cached_content");

  private GeminiBodies() {}

  /**
   * @throws dev.sluice.failure.FailureException if the request holds something that this API has no
   *     place for
   */
  static ObjectNode of(Attempt attempt, GeminiHost host) {
    GeminiModel model = GeminiModel.of(attempt.target().model());
    ObjectNode extra = ExtraBody.of(attempt, WRITTEN, OPERATORS);
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
