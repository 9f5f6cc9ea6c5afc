package dev.sluice.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when each queued call of a task has been queued here: no journal keeps that. Confined to
 * the stream thread.
 */
final class QueueTimes {
  private final Map<String, Instant> since = new HashMap<>();

  void entered(String pollingId, Instant now) {
    since.putIfAbsent(pollingId, now);
  }

  /** How long it was queued; 0 if it was not. */
  Duration left(String pollingId, Instant now) {
    Instant at = since.remove(pollingId);
    return at == null || now.isBefore(at) ? Duration.ZERO : Duration.between(at, now);
  }
}
