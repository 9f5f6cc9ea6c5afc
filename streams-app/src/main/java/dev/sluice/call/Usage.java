package dev.sluice.call;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The usage of an attempt. Cached tokens and those written to a cache are part of the input,
 * reasoning tokens part of the output.
 *
 * @param cacheWriteTokens all that were written to the provider's cache
 * @param cacheWrite1hTokens of these, kept there for an hour
 * @param serviceTier the provider's word for the tier that it served; null for the standard one, or
 *     if it said none
 * @param costMicros in millionths of a US dollar; null if no price is known
 * @param estimated whether Sluice estimated it because the provider reported no usage
 */
public record Usage(
    long inputTokens,
    long cachedInputTokens,
    long cacheWriteTokens,
    long cacheWrite1hTokens,
    long outputTokens,
    long reasoningTokens,
    @Nullable String serviceTier,
    @Nullable Long costMicros,
    boolean estimated) {

  public static final Usage NONE = Usage.of(0, 0);

  /** Without tokens that a cache keeps for an hour, and without a service tier. */
  public Usage(
      long inputTokens,
      long cachedInputTokens,
      long cacheWriteTokens,
      long outputTokens,
      long reasoningTokens,
      @Nullable Long costMicros,
      boolean estimated) {
    this(
        inputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        0,
        outputTokens,
        reasoningTokens,
        null,
        costMicros,
        estimated);
  }

  public static Usage of(long inputTokens, long outputTokens) {
    return new Usage(inputTokens, 0, 0, outputTokens, 0, null, false);
  }

  public Usage withCost(@Nullable Long costMicros) {
    return new Usage(
        inputTokens,
        cachedInputTokens,
        cacheWriteTokens,
        cacheWrite1hTokens,
        outputTokens,
        reasoningTokens,
        serviceTier,
        costMicros,
        estimated);
  }

  /** The sum; its cost is known if either cost is, its tier if both have the same. */
  public Usage plus(Usage other) {
    Long cost =
        costMicros == null
            ? other.costMicros
            : Long.valueOf(costMicros + (other.costMicros == null ? 0 : other.costMicros));
    return new Usage(
        inputTokens + other.inputTokens,
        cachedInputTokens + other.cachedInputTokens,
        cacheWriteTokens + other.cacheWriteTokens,
        cacheWrite1hTokens + other.cacheWrite1hTokens,
        outputTokens + other.outputTokens,
        reasoningTokens + other.reasoningTokens,
        Objects.equals(serviceTier, other.serviceTier) ? serviceTier : null,
        cost,
        estimated || other.estimated);
  }
}
