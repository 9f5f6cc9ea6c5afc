package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls that no cap has room for: targets in turn, at each target tenants in turn, and for each
 * tenant first in, first out. So a full target blocks no other, and a tenant whose calls wait
 * delays another's first by one call. Confined to the dispatch thread.
 */
final class PendingCalls {
  /** By target, then by tenant; after its turn an entry moves to the end. */
  private final Map<String, Map<String, Set<LiveCall>>> byTarget = new LinkedHashMap<>();

  void add(LiveCall call) {
    byTarget
        .computeIfAbsent(target(call), name -> new LinkedHashMap<>())
        .computeIfAbsent(call.attempt().tenant(), tenant -> new LinkedHashSet<>())
        .add(call);
  }

  /** Whether the call was here. */
  boolean remove(LiveCall call) {
    Map<String, Set<LiveCall>> byTenant = byTarget.getOrDefault(target(call), Map.of());
    String tenant = call.attempt().tenant();
    Set<LiveCall> calls = byTenant.get(tenant);
    if (calls == null || !calls.remove(call)) {
      return false;
    }
    if (calls.isEmpty()) {
      byTenant.remove(tenant);
    }
    if (byTenant.isEmpty()) {
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
    return byTarget.values().stream()
        .map(byTenant -> byTenant.values().iterator().next().iterator().next());
  }

  /** How many go first at its target if the attempt joins now, by the turns of its tenants. */
  int ahead(Attempt attempt) {
    Map<String, Set<LiveCall>> byTenant = byTarget.getOrDefault(attempt.target().name(), Map.of());
    int own = byTenant.getOrDefault(attempt.tenant(), Set.of()).size();
    return byTenant.values().stream().mapToInt(calls -> Math.min(calls.size(), own + 1)).sum();
  }

  /** Removes a call, and ends the turns of its target and its tenant. */
  void take(LiveCall call) {
    String target = target(call);
    String tenant = call.attempt().tenant();
    Map<String, Set<LiveCall>> byTenant = Objects.requireNonNull(byTarget.remove(target));
    Set<LiveCall> calls = Objects.requireNonNull(byTenant.remove(tenant));
    calls.remove(call);
    if (!calls.isEmpty()) {
      byTenant.put(tenant, calls);
    }
    if (!byTenant.isEmpty()) {
      byTarget.put(target, byTenant);
    }
  }

  /** Removes all. */
  List<LiveCall> takeAll() {
    List<LiveCall> all = new ArrayList<>();
    byTarget.values().forEach(byTenant -> byTenant.values().forEach(all::addAll));
    byTarget.clear();
    return all;
  }

  private static String target(LiveCall call) {
    return call.attempt().target().name();
  }
}
