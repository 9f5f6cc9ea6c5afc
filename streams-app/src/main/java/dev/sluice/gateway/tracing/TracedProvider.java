package dev.sluice.gateway.tracing;

import dev.sluice.call.Attempt;
import dev.sluice.call.Target;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.RateLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the trace context that a provider may see.
 *
 * @param shown the attempt with that context
 */
record TracedProvider(Provider provider, UnaryOperator<Attempt> shown) implements Provider {

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    return provider.start(shown.apply(attempt), timeout, listener);
  }

  @Override
  public Instant usableFrom(Target target, Instant now) {
    return provider.usableFrom(target, now);
  }

  @Override
  public RateLimits rateLimits(Target target) {
    return provider.rateLimits(target);
  }

  /** As they are: what is sent in a batch has no span. */
  @Override
  public @Nullable ProviderBatches batches() {
    return provider.batches();
  }
}
