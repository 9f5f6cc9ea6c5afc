package dev.sluice.provider.errors;

import dev.sluice.provider.RateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known beside an error.
 *
 * @param room until a rate limit has room again; null where nothing says so
 * @param isOwnWait whether the error or a header names the wait, rather than the reset of a limit
 * @param mayRetry whether the reply leaves it open to try again: {@code x-should-retry}
 * @param limits what the reply says is left
 * @param maximum the most output tokens that the operator's settings chose; null where the request
 *     did, or nobody
 */
public record ErrorContext(
    @Nullable Duration room,
    boolean isOwnWait,
    boolean mayRetry,
    RateLimits limits,
    @Nullable OperatorsMaximum maximum) {

  /** Nothing is known. */
  static final ErrorContext NONE = new ErrorContext(null, false, true, RateLimits.NONE, null);
}
