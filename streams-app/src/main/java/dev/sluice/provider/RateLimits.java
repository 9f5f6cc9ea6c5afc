package dev.sluice.provider;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much a provider still takes of one credential for one model, as its replies say it. Kinds
 * that they don't name are absent. Immutable.
 */
public record RateLimits(Map<Kind, Quota> quotas) {
  /** Nothing is known. */
  public static final RateLimits NONE = new RateLimits(Map.of());

  /** What is counted. */
  public enum Kind {
    REQUESTS,
    TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS;

    /** For example {@code input_tokens}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One kind's numbers, each null if unknown; Azure writes -1 for that.
   *
   * @param limit not negative
   * @param remaining not negative
   * @param reset when the whole limit is available again
   */
  public record Quota(@Nullable Long limit, @Nullable Long remaining, @Nullable Instant reset) {
    /** Nothing is known of this kind. */
    public static final Quota UNKNOWN = new Quota(null, null, null);

    private boolean isLargelyLeft() {
      return limit != null && remaining != null && remaining >= limit - remaining;
    }
  }

  public RateLimits {
    quotas = Map.copyOf(quotas);
  }

  /**
   * Until when nothing more is accepted: the last reset of what is used up; null if nothing is, or
   * if its end is unknown.
   */
  public @Nullable Instant usedUpUntil(Instant now) {
    return quotas.values().stream()
        .filter(quota -> Objects.equals(quota.remaining(), 0L))
        .map(Quota::reset)
        .filter(reset -> reset != null && reset.isAfter(now))
        .max(Instant::compareTo)
        .orElse(null);
  }

  /**
   * Whether at least half of all limits that are named is left, tokens among them: then a request
   * is refused for its size, and others have room.
   */
  public boolean areLargelyLeft() {
    return quotas.keySet().stream().anyMatch(kind -> kind != Kind.REQUESTS)
        && quotas.values().stream().allMatch(Quota::isLargelyLeft);
  }

  /** Null if unknown. */
  public @Nullable Long remaining(Kind kind) {
    return quotas.getOrDefault(kind, Quota.UNKNOWN).remaining();
  }
}
