package dev.sluice.provider.http;

import dev.sluice.provider.Exchange;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The latest exchange of a step that may be broken off. Any thread. */
final class OpenExchange {
  private @Nullable Exchange latest;
  private boolean brokenOff;

  /**
   * @throws CancellationException if the step was broken off: nothing more may reach the provider
   */
  synchronized void begin(Supplier<Exchange> exchange) {
    if (brokenOff) {
      throw new CancellationException("broken off before this exchange");
    }
    latest = exchange.get();
  }

  synchronized void breakOff() {
    brokenOff = true;
    if (latest != null) {
      latest.abort();
    }
  }
}
