package dev.sluice.overview;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A target as one process sees it, or several.
 *
 * @param cooling how many processes leave it alone for all tenants
 * @param coolingTenants for how many tenants alone it is left alone
 * @param attempts what came of the attempts of the last quarter of an hour: {@code answered},
 *     {@code failed}, {@code abandoned}; and how many were {@code fallback}s to it
 * @param quotas what the provider's latest reply said is left, by kind
 */
public record TargetState(
    String name,
    String provider,
    String model,
    int cooling,
    int coolingTenants,
    Slot attempts,
    Map<String, Quota> quotas) {

  /** Null where the provider doesn't say. */
  public record Quota(@Nullable Long limit, @Nullable Long remaining, @Nullable Long resetAt) {}

  public TargetState {
    quotas = Map.copyOf(quotas);
  }

  TargetState plus(TargetState other) {
    Map<String, Quota> both = new TreeMap<>(quotas);
    other.quotas.forEach((kind, quota) -> both.merge(kind, quota, TargetState::tighter));
    return new TargetState(
        name,
        provider,
        model,
        cooling + other.cooling,
        coolingTenants + other.coolingTenants,
        attempts.plus(other.attempts),
        both);
  }

  /** Processes share the provider's limit: the lower rest is the nearer to the truth. */
  private static Quota tighter(Quota one, Quota other) {
    if (one.remaining() == null || other.remaining() == null) {
      return one.remaining() == null ? other : one;
    }
    return other.remaining() < one.remaining() ? other : one;
  }
}
