package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.RateCap;
import dev.sluice.call.Target;
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

  /**
   * The least time until a call may begin at its target if it joins those that wait now, whatever
   * they turn out to use; estimates its tokens if they count. Zero if its target has no cap.
   */
  Duration turn(LiveCall call, PendingCalls waiting) {
    Attempt attempt = call.attempt();
    Buckets buckets = buckets(attempt.target());
    if (buckets == null) {
      return Duration.ZERO;
    }
    if (buckets.tokens != null) {
      call.tokens = TokenEstimate.of(attempt);
    }
    return buckets.delay(waiting.ahead(attempt) + 1L, Math.max(0, call.tokens - buckets.estimated));
  }

  /** Until a call may begin at its target; zero if it may now, or there is no cap. */
  Duration delay(LiveCall call) {
    Buckets buckets = buckets(call.attempt().target());
    return buckets == null ? Duration.ZERO : buckets.delay(1, call.tokens);
  }

  void begun(LiveCall call) {
    Buckets buckets = buckets(call.attempt().target());
    if (buckets == null) {
      return;
    }
    if (buckets.requests != null) {
      buckets.requests.take(1);
    }
    if (buckets.tokens != null) {
      buckets.tokens.take(call.tokens);
      buckets.estimated += call.tokens;
    }
  }

  /**
   * A call that had begun has ended.
   *
   * @param tokens what it was estimated at
   */
  void ended(Target target, long tokens, Outcome outcome) {
    Buckets buckets = buckets(target);
    if (buckets == null || buckets.tokens == null) {
      return;
    }
    buckets.estimated -= tokens;
    buckets.tokens.take(TokenEstimate.used(outcome, tokens) - tokens);
  }

  /** Made when the target is first used: without a cap, no class of the library is loaded. */
  private @Nullable Buckets buckets(Target target) {
    RateCap cap = caps.get(target.name());
    return cap == null
        ? null
        : byTarget.computeIfAbsent(target.name(), name -> new Buckets(cap, clock));
  }
}
