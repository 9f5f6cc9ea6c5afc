package dev.sluice.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts {@code reasoning_effort} to a {@code thinkingConfig}: levels from Gemini 3 on, token
 * budgets for Gemini 2.5, nothing for others, which refuse it. Levels by model and budgets are
 * those of https://ai.google.dev/gemini-api/docs/generate-content/thinking and of Google's OpenAI
 * compatibility, as of November 2026. Pure.
 */
final class GeminiThinking {
  private static final List<String> LEVELS = List.of("MINIMAL", "LOW", "MEDIUM", "HIGH");

  /** Others refuse MINIMAL: Pro, and Flash from 3.7 on. */
  private static final Set<String> WITH_MINIMAL =
      Set.of("gemini-3-flash", "gemini-3.1-flash-lite", "gemini-3.5-flash", "gemini-3.6-flash");

  private GeminiThinking() {}

  /** Null if the model is left to think as it does by default. */
  static @Nullable ObjectNode config(GeminiModel model, @Nullable JsonNode effort) {
    int wanted = level(effort == null ? "" : effort.asText(""));
    if (wanted < 0 || !(model.isThirdGeneration() || model.hasThinkingBudget())) {
      return null;
    }
    boolean off = effort != null && effort.asText("").equals("none");
    ObjectNode config = Json.object();
    if (model.isThirdGeneration()) {
      config.put("thinkingLevel", supported(model, wanted));
    } else {
      config.put("thinkingBudget", budget(model, off ? 0 : wanted + 1));
    }
    return config.put("includeThoughts", !off);
  }

  private static int level(String effort) {
    return switch (effort) {
      case "none", "minimal" -> 0;
      case "low" -> 1;
      case "medium" -> 2;
      case "high", "xhigh", "max" -> 3;
      default -> -1;
    };
  }

  /** The level, or the next one that the model supports. */
  private static String supported(GeminiModel model, int wanted) {
    List<String> supported = levels(model);
    return LEVELS.subList(wanted, LEVELS.size()).stream()
        .filter(supported::contains)
        .findFirst()
        .orElse("HIGH");
  }

  private static List<String> levels(GeminiModel model) {
    String name = model.name();
    if (name.contains("-image")) {
      return List.of("MINIMAL", "HIGH");
    }
    if (name.startsWith("gemini-3-pro")) {
      return List.of("LOW", "HIGH");
    }
    return WITH_MINIMAL.stream().anyMatch(name::startsWith) ? LEVELS : LEVELS.subList(1, 4);
  }

  /**
   * @param step 0 for none, 4 for the highest
   */
  private static int budget(GeminiModel model, int step) {
    return switch (step) {
      case 0 -> model.name().contains("pro") ? 128 : 0; // Pro can't do without
      case 1, 2 -> 1_024;
      case 3 -> 8_192;
      default -> 24_576;
    };
  }
}
