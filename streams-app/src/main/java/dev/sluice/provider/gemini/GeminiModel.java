package dev.sluice.provider.gemini;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model and its generation, by its name. A name without a version is that of the newest model
 * ({@code gemini-flash-latest}); what is no Gemini, such as a tuned model's endpoint, has
 * generation 0.
 */
record GeminiModel(String name, int major, int minor) {
  private static final Pattern VERSION =
      Pattern.compile("gemini-(\\d{1,2})(?:\\.(\\d{1,2}))?(?![\\d.])");
  private static final Pattern LATEST = Pattern.compile("gemini-[a-z-]+-latest");
  private static final int NEWEST = 3;

  static GeminiModel of(String model) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    Matcher version = VERSION.matcher(name);
    if (version.lookingAt()) {
      String minor = version.group(2);
      return new GeminiModel(
          name, Integer.parseInt(version.group(1)), minor == null ? 0 : Integer.parseInt(minor));
    }
    return new GeminiModel(name, LATEST.matcher(name).matches() ? NEWEST : 0, 0);
  }

  /**
   * Gemini 3 and later: thinks by level, checks thought signatures, takes a response schema beside
   * functions, and images in the results of functions.
   */
  boolean isThirdGeneration() {
    return major >= 3;
  }

  /** Gemini 2.5, which thinks by budget. */
  boolean hasThinkingBudget() {
    return major == 2 && minor == 5;
  }
}
