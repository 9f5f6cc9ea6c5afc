package dev.sluice.provider;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import java.time.Duration;
import java.util.function.Consumer;

/** Whoever can make attempts: one configured provider. Any thread. */
public interface Provider {

  /**
   * Starts one attempt. Neither blocks nor throws: whatever goes wrong is a failed outcome.
   *
   * @param timeout for the whole exchange; positive
   * @param onEnd given exactly one outcome, answered or failed, on a thread of the provider or
   *     before this method returns; must not block
   */
  Exchange start(Attempt attempt, Duration timeout, Consumer<Outcome> onEnd);
}
