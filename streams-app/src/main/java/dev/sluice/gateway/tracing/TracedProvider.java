package dev.sluice.gateway.tracing;

import dev.sluice.call.Attempt;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.ForwardingProvider;
import dev.sluice.provider.Provider;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Passes on the trace context that a provider may see.
 *
 * @param shown the attempt with that context
 */
record TracedProvider(Provider provider, UnaryOperator<Attempt> shown)
    implements ForwardingProvider {

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    return provider.start(shown.apply(attempt), timeout, listener);
  }
}
