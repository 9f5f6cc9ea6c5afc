package dev.sluice.simulation;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The limits by brute force: every admission with its time, every call that is open. */
final class ReferenceLimits {
  private static final int SUB_BUCKETS = 60;

  private record Admitted(@Nullable String user, long atMs) {}

  private final Map<String, List<Admitted>> admitted = new HashMap<>();
  private final Map<String, Set<String>> open = new HashMap<>();

  boolean hasRoom(String tenant, @Nullable String user, Policy policy, long nowMs) {
    return policy.limits().stream()
        .allMatch(limit -> counted(limit, tenant, user, nowMs) < limit.amount());
  }

  private long counted(Limit limit, String tenant, @Nullable String user, long nowMs) {
    if (limit.metric() == Metric.CONCURRENT) {
      return open.getOrDefault(tenant, Set.of()).size();
    }
    if (limit.metric() == Metric.TOKENS || limit.metric() == Metric.SPEND) {
      // the one is never reached, and the other refuses nobody
      return 0;
    }
    boolean perUser = limit.per().contains(Scope.USER);
    if (perUser && user == null) {
      return 0;
    }
    long length = limit.window() == Window.MINUTE ? 60_000 : 1_000;
    long oldest = nowMs * SUB_BUCKETS / length - SUB_BUCKETS;
    return admitted.getOrDefault(tenant, List.of()).stream()
        .filter(each -> !perUser || Objects.equals(each.user(), user))
        .filter(each -> each.atMs() * SUB_BUCKETS / length >= oldest)
        .count();
  }

  void admit(String tenant, @Nullable String user, String pollingId, long nowMs) {
    admitted.computeIfAbsent(tenant, unused -> new ArrayList<>()).add(new Admitted(user, nowMs));
    open.computeIfAbsent(tenant, unused -> new HashSet<>()).add(pollingId);
  }

  void end(String tenant, String pollingId) {
    open.getOrDefault(tenant, Set.of()).remove(pollingId);
  }
}
