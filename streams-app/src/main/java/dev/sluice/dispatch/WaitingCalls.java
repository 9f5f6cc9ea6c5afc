package dev.sluice.dispatch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls that no cap has room for: first in, first out for each target, targets in turn. Confined to
 * the dispatch thread.
 */
final class WaitingCalls {
  private final Map<String, Set<LiveCall>> byTarget = new LinkedHashMap<>();

  void add(LiveCall call) {
    byTarget.computeIfAbsent(target(call), name -> new LinkedHashSet<>()).add(call);
  }

  /** Whether the call was here. */
  boolean remove(LiveCall call) {
    Set<LiveCall> calls = byTarget.get(target(call));
    if (calls == null || !calls.remove(call)) {
      return false;
    }
    if (calls.isEmpty()) {
      byTarget.remove(target(call));
    }
    return true;
  }

  /** Takes out the next call of the first target in turn whose provider has room. */
  @Nullable LiveCall next(Predicate<String> hasRoom) {
    Iterator<Map.Entry<String, Set<LiveCall>>> targets = byTarget.entrySet().iterator();
    while (targets.hasNext()) {
      Map.Entry<String, Set<LiveCall>> entry = targets.next();
      String target = entry.getKey();
      Set<LiveCall> calls = entry.getValue();
      LiveCall first = calls.iterator().next();
      if (hasRoom.test(first.attempt().target().provider())) {
        targets.remove();
        calls.remove(first);
        if (!calls.isEmpty()) {
          // behind all others: it had its turn
          byTarget.put(target, calls);
        }
        return first;
      }
    }
    return null;
  }

  /** Takes all out. */
  List<LiveCall> takeAll() {
    List<LiveCall> all = new ArrayList<>();
    byTarget.values().forEach(all::addAll);
    byTarget.clear();
    return all;
  }

  private static String target(LiveCall call) {
    return call.attempt().target().name();
  }
}
