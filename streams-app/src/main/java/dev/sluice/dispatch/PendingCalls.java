package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls that no cap has room for: targets in turn, and at each target its tenants in turn. So a
 * full target blocks no other, and a tenant whose calls wait delays another's first by its own
 * turn. Confined to the dispatch thread.
 */
final class PendingCalls {
  /** After its turn an entry moves to the end. */
  private final Map<String, TargetQueue> byTarget = new LinkedHashMap<>();

  void add(LiveCall call) {
    byTarget.computeIfAbsent(target(call), name -> new TargetQueue()).add(call);
  }

  /** Whether the call was here. */
  boolean remove(LiveCall call) {
    TargetQueue queue = byTarget.get(target(call));
    if (queue == null || !queue.remove(call)) {
      return false;
    }
    if (queue.isEmpty()) {
      byTarget.remove(target(call));
    }
    return true;
  }

  /** The next call, of the first target in turn that has room; it stays here. */
  @Nullable LiveCall next(Predicate<LiveCall> hasRoom) {
    return firsts().filter(hasRoom).findFirst().orElse(null);
  }

  /** The next call of each target. */
  Stream<LiveCall> firsts() {
    return byTarget.values().stream().map(TargetQueue::first);
  }

  /** How many go first at its target if the attempt joins now, by the turns of its tenants. */
  int ahead(Attempt attempt) {
    TargetQueue queue = byTarget.get(attempt.target().name());
    return queue == null ? 0 : queue.ahead(attempt);
  }

  /** Removes a call, and ends the turn of its target. */
  void take(LiveCall call) {
    String target = target(call);
    TargetQueue queue = Objects.requireNonNull(byTarget.remove(target));
    queue.take(call);
    if (!queue.isEmpty()) {
      byTarget.put(target, queue);
    }
  }

  /** Removes all. */
  List<LiveCall> takeAll() {
    List<LiveCall> all = byTarget.values().stream().flatMap(TargetQueue::all).toList();
    byTarget.clear();
    return all;
  }

  private static String target(LiveCall call) {
    return call.attempt().target().name();
  }
}
