package dev.sluice.topology;

import dev.sluice.call.CallState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task whose attempts other processes make, and when each of these attempts was
 * last heard of. Each is given the whole lease from when it was found, since its owner's signs of
 * life may be behind it on the topic. An owner names the attempts that it holds: one that it lost,
 * say with the answer to a commit, has its lease end although its owner lives. Derived from the
 * journal; confined to the stream thread.
 */
final class Leases {
  private final Duration lease;

  /** By process, then by attempt. */
  private final Map<String, Map<String, Heard>> owners = new HashMap<>();

  /** Calls that nobody owns any more. */
  private final Set<String> lost = new LinkedHashSet<>();

  private record Heard(String pollingId, Instant at) {}

  Leases(Duration lease) {
    this.lease = lease;
  }

  void found(CallState.AttemptOut attempt, String pollingId, Instant now) {
    owners
        .computeIfAbsent(attempt.epoch(), owner -> new LinkedHashMap<>())
        .put(attempt.attemptId(), new Heard(pollingId, now));
  }

  /** The call's attempt is known to be with nobody: there is no lease to wait for. */
  void lost(String pollingId) {
    lost.add(pollingId);
  }

  /**
   * @param attemptIds that the process holds; null where it speaks for all of its attempts
   */
  void heard(String epoch, @Nullable Collection<String> attemptIds, Instant now) {
    Map<String, Heard> attempts = owners.get(epoch);
    if (attempts == null) {
      return;
    }
    for (String attemptId : attemptIds == null ? List.copyOf(attempts.keySet()) : attemptIds) {
      attempts.computeIfPresent(attemptId, (id, before) -> new Heard(before.pollingId(), now));
    }
  }

  /** Whatever comes next, the call is not lost: an outcome may be read before the sweep. */
  void ended(CallState.AttemptOut attempt, String pollingId) {
    lost.remove(pollingId);
    Map<String, Heard> attempts = owners.get(attempt.epoch());
    if (attempts != null && attempts.remove(attempt.attemptId()) != null && attempts.isEmpty()) {
      owners.remove(attempt.epoch());
    }
  }

  /** Takes out the calls that are lost, and those that were not heard of for the lease. */
  List<String> takeExpired(Instant now) {
    List<String> expired = new ArrayList<>(lost);
    lost.clear();
    for (Map<String, Heard> attempts : owners.values()) {
      attempts
          .values()
          .removeIf(
              heard -> {
                boolean silent = !now.isBefore(heard.at().plus(lease));
                if (silent) {
                  expired.add(heard.pollingId());
                }
                return silent;
              });
    }
    owners.values().removeIf(Map::isEmpty);
    return expired;
  }
}
