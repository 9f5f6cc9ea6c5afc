package dev.sluice.call;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How often, and after which waits, a call retries a target.
 *
 * @param most the most retries of one target, 0 or more; also those after one kind of failure that
 *     {@code perFailure} doesn't name
 * @param perFailure the most retries after one kind of failure; one above {@code most} raises that
 * @param backoff the approximate wait before the first retry, doubled for each further one;
 *     positive
 * @param maxBackoff the longest wait; a provider that asks for a longer one is waited for only if
 *     no other target remains
 */
public record RetryPolicy(
    int most, Map<Retryable, Integer> perFailure, Duration backoff, Duration maxBackoff) {

  public static final RetryPolicy NONE =
      new RetryPolicy(0, Map.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

  /** The wait is far above every maximum by then. */
  private static final int MOST_DOUBLINGS = 30;

  public RetryPolicy {
    perFailure = Map.copyOf(perFailure);
  }

  /**
   * @param retried the failures after which the target has been retried
   */
  boolean allows(Retryable kind, List<Retryable> retried) {
    int mostOfAny = Math.max(most, perFailure.isEmpty() ? 0 : Collections.max(perFailure.values()));
    return retried.size() < mostOfAny
        && Collections.frequency(retried, kind) < perFailure.getOrDefault(kind, most);
  }

  /**
   * The wait before a retry if the provider asks for none: between half of and the whole doubled
   * time, so that calls that failed together don't come back together.
   *
   * @param attempt the call and the number of the attempt that failed: always the same wait for it
   * @param retry 1 for the target's first retry
   */
  Duration backoff(String attempt, int retry) {
    Duration doubled = backoff.multipliedBy(1L << Math.min(retry - 1, MOST_DOUBLINGS));
    Duration whole = doubled.compareTo(maxBackoff) > 0 ? maxBackoff : doubled;
    double share = 0.5 + 0.5 * StableHash.of("backoff " + attempt);
    return Duration.ofNanos((long) (whole.toNanos() * share));
  }
}
