package dev.sluice.dispatch;

import dev.sluice.call.RateCap;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rates of targets that have a cap, as token buckets: a minute's worth after a quiet minute,
 * then as much as flows in. So do Anthropic and OpenAI count. What is larger than the whole bucket
 * goes when the bucket is full, or it would never go, and leaves a debt. Confined to the dispatch
 * thread.
 */
final class RateCaps {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<String, RateCap> caps;
  private final InstantSource clock;
  private final Map<String, Buckets> byTarget = new HashMap<>();

  /** An amount of work. */
  record Load(long requests, long tokens) {
    static final Load NONE = new Load(0, 0);

    Load plus(long moreTokens) {
      return new Load(requests + 1, tokens + moreTokens);
    }
  }

  private record Meter(long most, Bucket bucket) {

    static @Nullable Meter of(@Nullable Long perMinute, InstantSource clock) {
      if (perMinute == null) {
        return null;
      }
      long most = perMinute;
      return new Meter(
          most,
          Bucket.builder()
              .addLimit(limit -> limit.capacity(most).refillGreedy(most, MINUTE))
              .withCustomTimePrecision(new Clock(clock))
              .build());
    }

    /** Until that much could have been taken, one after the other; zero if it can be now. */
    Duration delay(long amount) {
      if (amount == 0) {
        return Duration.ZERO;
      }
      long first = Math.min(amount, most);
      EstimationProbe probe = bucket.estimateAbilityToConsume(first);
      Duration untilFirst = Duration.ofNanos(probe.getNanosToWaitForRefill());
      return untilFirst.plus(MINUTE.multipliedBy(amount - first).dividedBy(most));
    }

    void take(long amount) {
      long unused = bucket.consumeIgnoringRateLimits(amount);
    }
  }

  private record Buckets(@Nullable Meter requests, @Nullable Meter tokens) {

    Duration delay(Load load) {
      Duration forRequests = requests == null ? Duration.ZERO : requests.delay(load.requests());
      Duration forTokens = tokens == null ? Duration.ZERO : tokens.delay(load.tokens());
      return forRequests.compareTo(forTokens) > 0 ? forRequests : forTokens;
    }
  }

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

  RateCaps(Map<String, RateCap> caps, InstantSource clock) {
    this.caps = caps;
    this.clock = clock;
  }

  /** Whether the target has a cap at all. */
  boolean has(String target) {
    return caps.containsKey(target);
  }

  /** Whether the target's tokens are counted, so that an estimate is needed. */
  boolean countsTokens(String target) {
    RateCap cap = caps.get(target);
    return cap != null && cap.tokens() != null;
  }

  /** Until so much could have begun at the target; zero if it could now, or has no cap. */
  Duration delay(String target, Load load) {
    Buckets buckets = buckets(target);
    return buckets == null ? Duration.ZERO : buckets.delay(load);
  }

  /** An attempt begins. */
  void take(String target, long tokens) {
    Buckets buckets = buckets(target);
    if (buckets == null) {
      return;
    }
    if (buckets.requests() != null) {
      buckets.requests().take(1);
    }
    if (buckets.tokens() != null && tokens > 0) {
      buckets.tokens().take(tokens);
    }
  }

  /** An attempt has used other than it was estimated at. */
  void correct(String target, long estimated, long used) {
    Buckets buckets = buckets(target);
    if (buckets == null || buckets.tokens() == null) {
      return;
    }
    if (used > estimated) {
      buckets.tokens().take(used - estimated);
    } else if (used < estimated) {
      buckets.tokens().bucket().addTokens(estimated - used);
    }
  }

  /** Made when the target is first used: without a cap, no class of the library is loaded. */
  private @Nullable Buckets buckets(String target) {
    RateCap cap = caps.get(target);
    return cap == null
        ? null
        : byTarget.computeIfAbsent(
            target,
            name -> new Buckets(Meter.of(cap.requests(), clock), Meter.of(cap.tokens(), clock)));
  }
}
