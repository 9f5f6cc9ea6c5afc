package dev.sluice.admission;

/**
 * What tokens cost, in millionths of a US dollar per million tokens.
 *
 * @param cachedInput for input that the provider read from its cache
 * @param cacheWrite for input that it wrote to its cache
 * @param cacheWrite1h for input that it wrote to its cache for an hour
 */
public record Rates(long input, long cachedInput, long cacheWrite, long cacheWrite1h, long output) {
  /** A million US dollars per million tokens. */
  public static final long MOST = 1_000_000_000_000L;

  private static final long TOKENS = 1_000_000;

  public Rates {
    if (outOfRange(input)
        || outOfRange(cachedInput)
        || outOfRange(cacheWrite)
        || outOfRange(cacheWrite1h)
        || outOfRange(output)) {
      throw new IllegalArgumentException("a price is 0 to " + MOST + " millionths");
    }
  }

  private static boolean outOfRange(long price) {
    return price < 0 || price > MOST;
  }

  /**
   * In millionths of a US dollar, rounded up once over the sum; at most {@link Limit#MAX_AMOUNT},
   * whatever numbers a provider reports.
   */
  long of(BilledTokens tokens) {
    long[] amounts = {
      tokens.plainInput(),
      tokens.cachedInput(),
      tokens.cacheWrite5m(),
      tokens.cacheWrite1h(),
      tokens.output()
    };
    long[] prices = {input, cachedInput, cacheWrite, cacheWrite1h, output};
    double rough = 0;
    long exact = 0;
    for (int i = 0; i < amounts.length; i++) {
      rough += (double) prices[i] * amounts[i];
      exact += prices[i] * amounts[i];
    }
    if (rough > 9e18) {
      return Math.min(Limit.MAX_AMOUNT, (long) Math.ceil(rough / TOKENS));
    }
    return Math.min(Limit.MAX_AMOUNT, exact / TOKENS + (exact % TOKENS == 0 ? 0 : 1));
  }

  /** The most that so many tokens can cost, whatever becomes of the input. */
  long most(long inputTokens, long outputTokens) {
    long dearest = Math.max(Math.max(input, cachedInput), Math.max(cacheWrite, cacheWrite1h));
    return new Rates(dearest, dearest, dearest, dearest, output)
        .of(BilledTokens.of(inputTokens, outputTokens));
  }
}
