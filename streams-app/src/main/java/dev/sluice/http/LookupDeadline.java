package dev.sluice.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How long a lookup goes on, and for whom.
 *
 * @param awaited once it completes, in any way, the lookup stops
 * @param server runs what may block
 */
record LookupDeadline(CompletableFuture<?> awaited, Instant until, Executor server) {

  /** Zero when it is over. */
  Duration left(Instant now) {
    Duration left = Duration.between(now, until);
    return awaited.isDone() || left.isNegative() ? Duration.ZERO : left;
  }
}
