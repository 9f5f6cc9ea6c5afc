package dev.sluice.call;

import org.jspecify.annotations.Nullable;

/**
 * The usage of an attempt. Cached tokens are part of the input, reasoning tokens part of the
 * output.
 *
 * @param costMicros in millionths of a US dollar; null if no price is known
 * @param estimated whether Sluice estimated it because the provider reported no usage
 */
public record Usage(
    long inputTokens,
    long cachedInputTokens,
    long cacheWriteTokens,
    long outputTokens,
    long reasoningTokens,
    @Nullable Long costMicros,
    boolean estimated) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, null, false);

  public static Usage of(long inputTokens, long outputTokens) {
    return new Usage(inputTokens, 0, 0, outputTokens, 0, null, false);
  }

  public Usage withCost(@Nullable Long costMicros) {
    return new Usage(
        inputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        outputTokens,
        reasoningTokens,
        costMicros,
        estimated);
  }

  /** The sum; its cost is known if either cost is. */
  public Usage plus(Usage other) {
    Long cost =
        costMicros == null
            ? other.costMicros
            : Long.valueOf(costMicros + (other.costMicros == null ? 0 : other.costMicros));
    return new Usage(
        inputTokens + other.inputTokens,
        cachedInputTokens + other.cachedInputTokens,
        cacheWriteTokens + other.cacheWriteTokens,
        outputTokens + other.outputTokens,
        reasoningTokens + other.reasoningTokens,
        cost,
        estimated || other.estimated);
  }
}
