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
 * last heard of. An owner names the attempts that it holds: if it lost one, for example with the
 * answer to a commit, that lease ends although its owner lives. Derived from the journal; confined
 * to the stream thread.
 */
final class Leases {
  private final Duration lease;

  /** By process, then by attempt. */
  private final Map<String, Map<String, Heard>> owners = new HashMap<>();

  /** Attempts that nobody owns any more. */
  private final Set<Lost> lost = new LinkedHashSet<>();

  /**
   * An attempt that nobody makes, as far as is known, or a batch that nobody creates.
   *
   * @param name the call's polling ID, or the batch's ID
   */
  record Lost(String name, String attemptId) {}

  private record Heard(String name, Instant at) {}

  Leases(Duration lease) {
    this.lease = lease;
  }

  /**
   * @param lastHeard when its owner lived for certain
   */
  void found(CallState.InFlight attempt, String name, Instant lastHeard) {
    owners
        .computeIfAbsent(attempt.ownerId(), owner -> new LinkedHashMap<>())
        .put(attempt.attemptId(), new Heard(name, lastHeard));
  }

  /** No process has the call's attempt, so there is no lease to wait for. */
  void lost(CallState.InFlight attempt, String name) {
    lost.add(new Lost(name, attempt.attemptId()));
  }

  /**
   * @param attemptIds that the process holds; null if it speaks for all of its attempts
   */
  void heard(String ownerId, @Nullable Collection<String> attemptIds, Instant at) {
    Map<String, Heard> attempts = owners.get(ownerId);
    if (attempts == null) {
      return;
    }
    for (String attemptId : attemptIds == null ? List.copyOf(attempts.keySet()) : attemptIds) {
      attempts.computeIfPresent(
          attemptId,
          (id, before) -> before.at().isBefore(at) ? new Heard(before.name(), at) : before);
    }
  }

  /** The process makes no attempt any more. */
  void dead(String ownerId) {
    Map<String, Heard> attempts = owners.remove(ownerId);
    if (attempts != null) {
      attempts.forEach((id, heard) -> lost.add(new Lost(heard.name(), id)));
    }
  }

  /** Ends the lease: an outcome may be read before the sweep. */
  void ended(CallState.InFlight attempt, String name) {
    lost.remove(new Lost(name, attempt.attemptId()));
    Map<String, Heard> attempts = owners.get(attempt.ownerId());
    if (attempts != null && attempts.remove(attempt.attemptId()) != null && attempts.isEmpty()) {
      owners.remove(attempt.ownerId());
    }
  }

  /** Takes out the attempts that are lost, and those that were not heard of for the lease. */
  List<Lost> takeExpired(Instant now) {
    List<Lost> expired = new ArrayList<>(lost);
    lost.clear();
    for (Map<String, Heard> attempts : owners.values()) {
      attempts
          .entrySet()
          .removeIf(
              attempt -> {
                Heard heard = attempt.getValue();
                boolean silent = !now.isBefore(heard.at().plus(lease));
                if (silent) {
                  expired.add(new Lost(heard.name(), attempt.getKey()));
                }
                return silent;
              });
    }
    owners.values().removeIf(Map::isEmpty);
    return expired;
  }
}
