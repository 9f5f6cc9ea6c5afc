package dev.sluice.profile;

import org.jspecify.annotations.Nullable;

/**
 * Which values of sampling parameters are taken.
 *
 * @param minTemperature null for no bound
 * @param maxTemperature null for no bound
 * @param temperatureWithTopP whether both may be set
 * @param maxStopTexts null for no bound; 0 for none at all
 * @param blankStopTexts whether a stop text may consist of white space
 * @param maxOutputTokens the ceiling of the model's output; null if unknown
 */
public record SamplingRules(
    @Nullable Double minTemperature,
    @Nullable Double maxTemperature,
    boolean temperatureWithTopP,
    @Nullable Integer maxStopTexts,
    boolean blankStopTexts,
    @Nullable Integer maxOutputTokens) {
  /** Any value. */
  public static final SamplingRules ALL = new SamplingRules(null, null, true, null, true, null);

  /** The nearest temperature that is taken. */
  public double temperature(double asked) {
    double raised = minTemperature == null ? asked : Math.max(asked, minTemperature);
    return maxTemperature == null ? raised : Math.min(raised, maxTemperature);
  }

  /** The nearest maximum that is taken. */
  public int maxOutputTokens(int asked) {
    return maxOutputTokens == null ? asked : Math.min(asked, maxOutputTokens);
  }
}
