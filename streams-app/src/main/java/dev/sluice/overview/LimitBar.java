package dev.sluice.overview;

import org.jspecify.annotations.Nullable;

/**
 * How much of a limit is used.
 *
 * @param scope of what: a tenant, or a key, user or model of it
 * @param window empty for none
 * @param amount in microdollars for spend, as the other amounts
 * @param resetsAt when all of it is free again, in milliseconds since 1970; null if that is not
 *     known
 */
public record LimitBar(
    String tenant,
    String scope,
    String metric,
    String window,
    long amount,
    long used,
    long reserved,
    @Nullable Long resetsAt) {

  /** How much of it is used or reserved, 1 for all of it. */
  public double share() {
    return amount <= 0 ? 1 : (double) (used + reserved) / amount;
  }
}
