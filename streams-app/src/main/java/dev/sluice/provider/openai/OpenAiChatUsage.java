package dev.sluice.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.Usage;
import dev.sluice.json.Json;
import dev.sluice.provider.http.ServiceTiers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the usage of chat completions, whose counts stand in different places at different vendors.
 * Pure.
 */
final class OpenAiChatUsage {
  private OpenAiChatUsage() {}

  /**
   * Null if the reply tells none.
   *
   * @param completion any JSON value
   */
  static @Nullable Usage of(JsonNode completion) {
    JsonNode usage = completion.path("usage");
    if (!usage.path("prompt_tokens").isNumber() && !usage.path("completion_tokens").isNumber()) {
      return null;
    }
    JsonNode prompt = usage.path("prompt_tokens_details");
    long input = Json.count(usage.path("prompt_tokens"));
    long output = Json.count(usage.path("completion_tokens"));
    long reasoning =
        first(
            usage.path("completion_tokens_details").path("reasoning_tokens"),
            usage.path("reasoning_tokens"));
    long cached =
        first(
            prompt.path("cached_tokens"),
            usage.path("prompt_cache_hit_tokens"), // DeepSeek
            usage.path("cached_tokens"), // Moonshot
            usage.path("cache_read_input_tokens")); // proxies before Anthropic
    long written =
        first(
            prompt.path("cache_write_tokens"),
            prompt.path("cache_creation_tokens"),
            usage.path("cache_creation_input_tokens"));
    long hour =
        first(
            prompt.path("cache_creation_token_details").path("ephemeral_1h_input_tokens"),
            usage.path("cache_creation").path("ephemeral_1h_input_tokens"));
    long untold = Json.count(usage.path("total_tokens")) - input - output;
    if (untold > 0 && untold == cached + written) {
      // a proxy that counts as Anthropic does: what was cached is beside the input
      input += untold;
    } else if (untold > 0) {
      // xAI and Gemini count reasoning in the total alone
      output += untold;
      reasoning = Math.max(reasoning, untold);
    } else if (reasoning > output) {
      output += reasoning;
    }
    return new Usage(
        input,
        cached,
        written,
        hour,
        output,
        reasoning,
        ServiceTiers.read(completion.path("service_tier")),
        null,
        false);
  }

  private static long first(JsonNode... counts) {
    for (JsonNode count : counts) {
      if (Json.count(count) > 0) {
        return Json.count(count);
      }
    }
    return 0;
  }
}
