package dev.sluice.config;

import com.google.common.collect.ImmutableMap;
import dev.sluice.call.RetryPolicy;
import dev.sluice.call.Retryable;
import java.time.Duration;
import java.util.Map;

/** How often a target is retried within one call. */
public record RetrySettings(
    @Setting(
            value =
                "The maximum retries of a target within one call, before the call goes on to "
                    + "the next target; 0 for none.",
            byDefault = "2",
            min = "0",
            max = "50")
        int max,
    @Setting(
            "The most retries after one kind of failure instead of `max`, which a larger number here raises, by its name: `rate_limited`, `overloaded`, `server_error`, `timeout`, `connection`, `invalid_response`, `schema_violation`, `mid_stream_break`.")
        Map<Retryable, Integer> perFailure,
    @Setting(
            value =
                "The approximate wait before the first retry, where the provider states none; "
                    + "doubled for each further one.",
            byDefault = "500ms",
            min = "1ms",
            max = "1h")
        Duration backoff,
    @Setting(
            value =
                "The longest wait. A provider that states a longer one is waited for only when "
                    + "no other target is left.",
            byDefault = "10s",
            min = "1ms",
            max = "1d")
        Duration maxBackoff) {

  public RetrySettings {
    perFailure = ImmutableMap.copyOf(perFailure);
  }

  /** As calls take it. */
  RetryPolicy toPolicy() {
    return new RetryPolicy(max, perFailure, backoff, maxBackoff);
  }
}
