package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /**
   * A call ends at its deadline at the latest, and somebody may say so a little later.
   *
   * @param response as it was accepted
   */
  static Instant latestEnd(ObjectNode response, Instant now, Duration overdue) {
    String deadline = response.path("sluice").path("deadline").asText("");
    Instant ends = deadline.isEmpty() ? now : Instant.parse(deadline);
    return (ends.isBefore(now) ? now : ends).plus(overdue);
  }

  /** Zero when it is over. */
  Duration left(Instant now) {
    Duration left = Duration.between(now, until);
    return awaited.isDone() || left.isNegative() ? Duration.ZERO : left;
  }
}
