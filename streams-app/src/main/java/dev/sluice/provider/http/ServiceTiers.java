package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.json.Json;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tiers of service that replies name. Pure; any thread. */
public final class ServiceTiers {
  /** OpenAI's, Anthropic's and Gemini's, and Groq's words for the one of the list price. */
  private static final Set<String> STANDARD = Set.of("default", "standard", "auto", "on_demand");

  private ServiceTiers() {}

  /** In lower case; null for the standard one and where none is named. */
  public static @Nullable String read(JsonNode named) {
    String tier = Json.text(named);
    String word = tier == null ? null : tier.toLowerCase(Locale.ROOT);
    return word == null || word.length() > 64 || STANDARD.contains(word) ? null : word;
  }
}
