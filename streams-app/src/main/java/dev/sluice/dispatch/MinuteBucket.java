package dev.sluice.dispatch;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A token bucket for an amount in a minute: as much may go at once after a quiet minute, then as
 * much as flows in. So do Anthropic and OpenAI count. What is larger than the whole bucket goes
 * when the bucket is full, or it would never go, and leaves a debt. Confined to the dispatch
 * thread.
 */
final class MinuteBucket {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final long most;
  private final Bucket bucket;

  /** The process's own clock, so that a bucket and a deadline have the same time. */
  private record Clock(InstantSource source) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = source.instant();
      return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  /**
   * @param most 1 or more
   */
  MinuteBucket(long most, InstantSource clock) {
    this.most = most;
    this.bucket =
        Bucket.builder()
            .addLimit(limit -> limit.capacity(most).refillGreedy(most, MINUTE))
            .withCustomTimePrecision(new Clock(clock))
            .build();
  }

  /** Until that much could have been taken, a bucket's worth at a time; zero if it can be now. */
  Duration delay(long amount) {
    if (amount <= 0) {
      return Duration.ZERO;
    }
    long first = Math.min(amount, most);
    Duration untilFirst =
        Duration.ofNanos(bucket.estimateAbilityToConsume(first).getNanosToWaitForRefill());
    return untilFirst.plus(MINUTE.multipliedBy(amount - first).dividedBy(most));
  }

  /** Takes an amount, even if it is not there; a negative one is given back. */
  void take(long amount) {
    if (amount > 0) {
      long unused = bucket.consumeIgnoringRateLimits(amount);
    } else if (amount < 0) {
      bucket.addTokens(-amount);
    }
  }
}
