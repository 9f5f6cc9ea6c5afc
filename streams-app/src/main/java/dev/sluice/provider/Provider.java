package dev.sluice.provider;

import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A configured provider, which makes attempts. Any thread. */
public interface Provider {

  /**
   * Starts one attempt. Neither blocks nor throws: any problem is a failed outcome.
   *
   * @param timeout for the whole exchange; positive
   */
  Exchange start(Attempt attempt, Duration timeout, AttemptListener listener);

  /**
   * When an attempt at the target may begin, according to the provider's own replies: {@code now}
   * if nothing speaks against it. Any thread; never blocks.
   */
  default Instant usableFrom(Target target, Instant now) {
    return now;
  }

  /**
   * What the latest reply for the target's model said about the provider's rate limits. Any thread.
   */
  default RateLimits rateLimits(Target target) {
    return RateLimits.NONE;
  }

  /** Its batch endpoints; null if it has none. */
  default @Nullable ProviderBatches batches() {
    return null;
  }
}
