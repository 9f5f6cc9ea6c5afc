package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The registry of the calls that this process holds, by attempt ID. Any thread. */
final class LiveCalls {
  private final ConcurrentHashMap<String, LiveCall> byAttempt = new ConcurrentHashMap<>();

  /** The new call, or null if the attempt is here already: it goes on, and is not started. */
  @Nullable LiveCall add(Attempt attempt) {
    LiveCall fresh = new LiveCall(attempt);
    LiveCall there =
        byAttempt.compute(
            fresh.attemptId,
            (id, known) -> {
              if (known == null) {
                return fresh;
              }
              known.released = false;
              return known;
            });
    return there == fresh ? fresh : null;
  }

  void release(String attemptId) {
    byAttempt.computeIfPresent(
        attemptId,
        (id, call) -> {
          call.released = true;
          return call.ended ? null : call;
        });
  }

  void end(LiveCall ended) {
    byAttempt.computeIfPresent(
        ended.attemptId,
        (id, call) -> {
          call.ended();
          return call.released ? null : call;
        });
  }

  boolean isLive(String attemptId) {
    LiveCall call = byAttempt.get(attemptId);
    return call != null && !call.released;
  }

  @Nullable LiveCall get(String attemptId) {
    return byAttempt.get(attemptId);
  }

  Collection<LiveCall> all() {
    return byAttempt.values();
  }

  int size() {
    return byAttempt.size();
  }

  /**
   * Drops calls whose outcome nobody here handles, because their task moved to another process:
   * those that ended and whose deadline passed longer than {@code grace} ago.
   */
  void forgetUnclaimed(Instant now, Duration grace) {
    byAttempt.values().removeIf(call -> call.ended && now.isAfter(call.deadline.plus(grace)));
  }

  /** The attempts, by partition, whose end the partition's readers can't know yet. */
  Map<Integer, List<String>> inWait() {
    Map<Integer, List<String>> attemptIds = new TreeMap<>();
    for (LiveCall call : byAttempt.values()) {
      if (!call.durable) {
        attemptIds
            .computeIfAbsent(call.partition, partition -> new ArrayList<>())
            .add(call.attemptId);
      }
    }
    return attemptIds;
  }
}
