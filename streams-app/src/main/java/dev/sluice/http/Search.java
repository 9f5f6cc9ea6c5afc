package dev.sluice.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How long something is looked for, and by whom.
 *
 * @param awaited once it is done, however, nobody looks any more
 * @param server where to go on that may block
 */
record Search(CompletableFuture<?> awaited, Instant until, Executor server) {

  /** Zero when it is over. */
  Duration left(Instant now) {
    Duration left = Duration.between(now, until);
    return awaited.isDone() || left.isNegative() ? Duration.ZERO : left;
  }
}
