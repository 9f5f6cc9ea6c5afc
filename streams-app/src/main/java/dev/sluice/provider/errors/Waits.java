package dev.sluice.provider.errors;

import dev.sluice.provider.RateLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The waits that a refusal names.
 *
 * @param named the one that it asks for in so many words or numbers: the first of its headers, its
 *     error's fields and its error's texts; null where there is none
 * @param limits what the headers say is left, the upstream's among them
 * @param room until a rate limit has room again: the named one, else the latest reset of what is
 *     used up; null where nothing says so
 */
public record Waits(@Nullable Duration named, RateLimits limits, @Nullable Duration room) {

  /**
   * @param headers of the reply; names in lower case
   */
  public static Waits of(Map<String, List<String>> headers, ProviderError error, Instant now) {
    Map<String, List<String>> all = new HashMap<>(error.headers());
    all.putAll(headers);
    Duration named = positive(RetryAfter.of(all, now));
    named = named == null ? positive(error.retryAfter()) : named;
    named = named == null ? WaitHints.in(error.texts(), now) : named;
    if (named == null) {
      named = RetryAfter.of(all, now); // a wait of zero is a wait, where nothing says more
    }
    RateLimits limits = RateLimitReader.of(all, now);
    Instant usedUp = limits.usedUpUntil(now);
    Duration room = named != null || usedUp == null ? named : Duration.between(now, usedUp);
    return new Waits(named, limits, room);
  }

  private static @Nullable Duration positive(@Nullable Duration wait) {
    return wait == null || wait.isZero() || wait.isNegative() ? null : wait;
  }
}
