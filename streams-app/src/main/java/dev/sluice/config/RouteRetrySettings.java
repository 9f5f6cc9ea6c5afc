package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.call.Retryable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route's overrides of the gateway's {@link RetrySettings}. */
public record RouteRetrySettings(
    @Setting(
            value =
                "The most retries of a target within one call. Without the setting: `retries.max`, and `retries.per_failure` for what `per_failure` here doesn't name.",
            min = "0",
            max = "50")
        @Nullable Integer max,
    @Setting("The most retries after one kind of failure instead of `max`.")
        @Nullable Map<Retryable, Integer> perFailure,
    @Setting(
            value =
                "About the wait before the first retry. Without the setting: `retries.backoff`.",
            min = "1ms",
            max = "1h")
        @Nullable Duration backoff,
    @Setting(
            value = "The longest wait. Without the setting: `retries.max_backoff`.",
            min = "1ms",
            max = "1d")
        @Nullable Duration maxBackoff) {

  public RouteRetrySettings {
    perFailure = perFailure == null ? null : ImmutableMap.copyOf(perFailure);
  }

  /**
   * The more specific setting wins: a route's own maximum overrides what the gateway says about a
   * kind.
   */
  RetrySettings over(RetrySettings gateway) {
    ImmutableMap.Builder<Retryable, Integer> numbers = ImmutableMap.builder();
    if (max == null) {
      numbers.putAll(gateway.perFailure());
    }
    if (perFailure != null) {
      numbers.putAll(perFailure);
    }
    return new RetrySettings(
        max == null ? gateway.max() : max,
        numbers.buildKeepingLast(),
        backoff == null ? gateway.backoff() : backoff,
        maxBackoff == null ? gateway.maxBackoff() : maxBackoff);
  }
}
