package dev.sluice.http;

import dev.sluice.delta.DeltaSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the end of a stream waits for what was written before it. Stateless; any thread. */
final class CatchUp {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  static final long PATIENCE_MS = 2_000;

  private CatchUp() {}

  /**
   * @param tries each of {@link #PATIENCE_MS} at most
   * @return whether all was read that the topic had; never completes exceptionally
   */
  static CompletableFuture<Boolean> of(DeltaSource.Subscription deltas, int tries) {
    return deltas
        .caughtUp()
        .toCompletableFuture()
        .copy()
        .orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
        .thenApply(all -> true)
        .exceptionallyCompose(
            failure -> {
              log.debug("what was written of an answer could not be read to its end", failure);
              return tries > 1 ? of(deltas, tries - 1) : CompletableFuture.completedFuture(false);
            });
  }
}
