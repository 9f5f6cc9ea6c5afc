package dev.sluice.admission;

/**
 * The price of a model's tokens, in millionths of a US dollar per million tokens.
 *
 * @param cachedInput for input that the provider read from its cache
 */
public record Price(long input, long cachedInput, long output) {
  /** A million US dollars per million tokens. */
  public static final long MOST = 1_000_000_000_000L;

  private static final long TOKENS = 1_000_000;

  public Price {
    if (outOfRange(input) || outOfRange(cachedInput) || outOfRange(output)) {
      throw new IllegalArgumentException("a price is 0 to " + MOST + " millionths");
    }
  }

  private static boolean outOfRange(long price) {
    return price < 0 || price > MOST;
  }

  /**
   * In millionths of a US dollar, rounded up once over the sum; at most {@link Limit#MAX_AMOUNT},
   * whatever numbers a provider reports.
   *
   * @param cachedTokens of the input tokens; more than those count as all of them
   */
  public long of(long inputTokens, long cachedTokens, long outputTokens) {
    long in = Math.max(0, inputTokens);
    long cached = Math.max(0, Math.min(in, cachedTokens));
    double rough =
        (double) input * (in - cached)
            + (double) cachedInput * cached
            + (double) output * Math.max(0, outputTokens);
    if (rough > 9e18) {
      return Math.min(Limit.MAX_AMOUNT, (long) Math.ceil(rough / TOKENS));
    }
    long exact = input * (in - cached) + cachedInput * cached + output * Math.max(0, outputTokens);
    return Math.min(Limit.MAX_AMOUNT, exact / TOKENS + (exact % TOKENS == 0 ? 0 : 1));
  }
}
