package dev.sluice.admission;

import org.jspecify.annotations.Nullable;

/**
 * What a call actually used, to settle its reservation with.
 *
 * @param spendMicros in millionths of a US dollar; null if no price is known: then the reserved
 *     amount stands
 */
public record UsageAmounts(long inputTokens, long outputTokens, @Nullable Long spendMicros) {

  /** For a call that ended before it used anything. */
  public static final UsageAmounts NOTHING = new UsageAmounts(0, 0, 0L);

  /** A faulty provider may report any number; none may overflow a counter. */
  public UsageAmounts {
    inputTokens = sane(inputTokens);
    outputTokens = sane(outputTokens);
    spendMicros = spendMicros == null ? null : (Long) sane(spendMicros);
  }

  /** Both; without a price where one of them has none. */
  public UsageAmounts plus(UsageAmounts other) {
    return new UsageAmounts(
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        spendMicros == null || other.spendMicros == null
            ? null
            : (Long) (spendMicros + other.spendMicros));
  }

  /** For a metric that is reserved by estimate. */
  long of(Metric metric, long reserved) {
    return switch (metric) {
      case INPUT_TOKENS -> inputTokens;
      case OUTPUT_TOKENS -> outputTokens;
      case TOKENS -> inputTokens + outputTokens;
      case SPEND -> spendMicros == null ? reserved : spendMicros;
      case REQUESTS, CONCURRENT -> throw new IllegalArgumentException(metric + " isn't estimated");
    };
  }

  private static long sane(long amount) {
    return Math.max(0, Math.min(Limit.MAX_AMOUNT, amount));
  }
}
