package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.ForwardingProvider;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderBatches;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Any provider, with the guardrails of its attempts: some run beside the exchange, others check the
 * answer before anyone else sees it. Any thread.
 */
public final class GuardedProvider implements ForwardingProvider {
  private final Provider provider;
  private final GuardrailChecks checks;

  public GuardedProvider(Provider provider, GuardrailChecks checks) {
    this.provider = provider;
    this.checks = checks;
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
    if (attempt.guardrails().isEmpty()) {
      return provider.start(attempt, timeout, listener);
    }
    GuardedExchange exchange = new GuardedExchange(attempt, checks, listener);
    exchange.start(provider, timeout);
    return exchange;
  }

  @Override
  public @Nullable ProviderBatches batches() {
    ProviderBatches batches = provider.batches();
    return batches == null ? null : new GuardedBatches(batches, checks);
  }
}
