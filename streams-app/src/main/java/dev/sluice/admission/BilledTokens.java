package dev.sluice.admission;

/**
 * The tokens of a reply, as they are billed. Numbers that don't add up count as far as they do:
 * what was read from a cache first, then what was written.
 *
 * @param input all of the input
 * @param cachedInput of the input, read from the provider's cache
 * @param cacheWrite of the input, written to the provider's cache
 * @param cacheWrite1h of those written, kept for an hour
 * @param output all of the output
 */
public record BilledTokens(
    long input, long cachedInput, long cacheWrite, long cacheWrite1h, long output) {

  public BilledTokens {
    input = Math.max(0, input);
    cachedInput = within(input, cachedInput);
    cacheWrite = within(input - cachedInput, cacheWrite);
    cacheWrite1h = within(cacheWrite, cacheWrite1h);
    output = Math.max(0, output);
  }

  public static BilledTokens of(long input, long output) {
    return new BilledTokens(input, 0, 0, 0, output);
  }

  private static long within(long most, long tokens) {
    return Math.max(0, Math.min(most, tokens));
  }

  long plainInput() {
    return input - cachedInput - cacheWrite;
  }

  long cacheWrite5m() {
    return cacheWrite - cacheWrite1h;
  }
}
