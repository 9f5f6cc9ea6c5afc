package dev.sluice.dispatch;

import dev.sluice.call.RateCap;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rates of targets that have a cap: attempts, and the tokens that they take, first by estimate
 * and then by usage. Confined to the dispatch thread.
 */
final class RateCaps {
  private final Map<String, RateCap> caps;
  private final InstantSource clock;
  private final Map<String, Buckets> byTarget = new HashMap<>();

  private static final class Buckets {
    private final @Nullable MinuteBucket requests;
    private final @Nullable MinuteBucket tokens;

    /** What attempts under way were estimated at; their usage may give it back. */
    private long estimated;

    Buckets(RateCap cap, InstantSource clock) {
      this.requests = cap.requests() == null ? null : new MinuteBucket(cap.requests(), clock);
      this.tokens = cap.tokens() == null ? null : new MinuteBucket(cap.tokens(), clock);
    }

    Duration delay(long attempts, long itsTokens) {
      Duration forRequests = requests == null ? Duration.ZERO : requests.delay(attempts);
      Duration forTokens = tokens == null ? Duration.ZERO : tokens.delay(itsTokens);
      return forRequests.compareTo(forTokens) > 0 ? forRequests : forTokens;
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

  /** Until an attempt may begin at the target; zero if it may now, or there is no cap. */
  Duration delay(String target, long tokens) {
    Buckets buckets = buckets(target);
    return buckets == null ? Duration.ZERO : buckets.delay(1, tokens);
  }

  /**
   * The least time until an attempt may begin, whatever those before it turn out to use.
   *
   * @param ahead how many begin before it
   */
  Duration leastDelay(String target, int ahead, long tokens) {
    Buckets buckets = buckets(target);
    return buckets == null
        ? Duration.ZERO
        : buckets.delay(ahead + 1L, Math.max(0, tokens - buckets.estimated));
  }

  /** An attempt begins. */
  void begun(String target, long tokens) {
    Buckets buckets = buckets(target);
    if (buckets == null) {
      return;
    }
    if (buckets.requests != null) {
      buckets.requests.take(1);
    }
    if (buckets.tokens != null) {
      buckets.tokens.take(tokens);
      buckets.estimated += tokens;
    }
  }

  /**
   * An attempt has ended.
   *
   * @param tokens what it was estimated at
   */
  void ended(String target, long tokens, long used) {
    Buckets buckets = buckets(target);
    if (buckets == null || buckets.tokens == null) {
      return;
    }
    buckets.estimated -= tokens;
    buckets.tokens.take(used - tokens);
  }

  /** Made when the target is first used: without a cap, no class of the library is loaded. */
  private @Nullable Buckets buckets(String target) {
    RateCap cap = caps.get(target);
    return cap == null ? null : byTarget.computeIfAbsent(target, name -> new Buckets(cap, clock));
  }
}
