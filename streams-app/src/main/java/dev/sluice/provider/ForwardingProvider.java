package dev.sluice.provider;

import dev.sluice.call.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A provider whose attempts another one makes: what it does not change is the other's. */
public interface ForwardingProvider extends Provider {

  /** The other one. */
  Provider provider();

  @Override
  default Instant usableFrom(Target target, Instant now) {
    return provider().usableFrom(target, now);
  }

  @Override
  default RateLimits rateLimits(Target target) {
    return provider().rateLimits(target);
  }

  @Override
  default @Nullable ProviderBatches batches() {
    return provider().batches();
  }
}
