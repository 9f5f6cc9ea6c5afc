package dev.sluice.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of one task that another process owns, and when each such process was last heard of. A
 * process is given the whole lease from when its calls were found, since its signs of life may be
 * behind them on the topic. Derived from the journal; confined to the stream thread.
 */
final class Leases {
  private final Duration lease;
  private final Map<String, Instant> lastHeard = new HashMap<>();
  private final Map<String, Set<String>> callsOf = new HashMap<>();

  Leases(Duration lease) {
    this.lease = lease;
  }

  void found(String epoch, String pollingId, Instant now) {
    lastHeard.putIfAbsent(epoch, now);
    callsOf.computeIfAbsent(epoch, owner -> new LinkedHashSet<>()).add(pollingId);
  }

  void heard(String epoch, Instant now) {
    lastHeard.computeIfPresent(epoch, (owner, before) -> now);
  }

  void ended(String epoch, String pollingId) {
    Set<String> calls = callsOf.get(epoch);
    if (calls != null && calls.remove(pollingId) && calls.isEmpty()) {
      callsOf.remove(epoch);
      lastHeard.remove(epoch);
    }
  }

  /** Takes out the calls whose owner has been silent for the lease. */
  List<String> takeExpired(Instant now) {
    List<String> expired = new ArrayList<>();
    for (String epoch : List.copyOf(callsOf.keySet())) {
      Instant heard = lastHeard.getOrDefault(epoch, Instant.EPOCH);
      if (!now.isBefore(heard.plus(lease))) {
        expired.addAll(callsOf.getOrDefault(epoch, Set.of()));
        callsOf.remove(epoch);
        lastHeard.remove(epoch);
      }
    }
    return expired;
  }
}
