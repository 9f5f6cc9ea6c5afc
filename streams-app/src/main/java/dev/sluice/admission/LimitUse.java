package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a tenant's limits have counted so far, for display. Pure. */
public final class LimitUse {
  private LimitUse() {}

  /**
   * In the order of the policy; a limit per key, user or model has one status for each value that
   * counts anything.
   *
   * @param rows of the tenant, in the order in which values are shown
   * @param nowMs in milliseconds since 1970
   */
  public static List<LimitStatus> of(
      String tenant, Policy policy, Map<ScopeValue, ScopeRow> rows, long nowMs) {
    List<LimitStatus> use = new ArrayList<>();
    ScopeValue own = ScopeValue.ofTenant(tenant);
    for (Limit limit : policy.limits()) {
      if (limit.kind() == own.kind()) {
        use.add(status(limit, own, rows.getOrDefault(own, ScopeRow.empty()), nowMs));
        continue;
      }
      rows.forEach(
          (scope, row) -> {
            LimitStatus status = status(limit, scope, row, nowMs);
            boolean counts = status.used() > 0 || status.reserved() > 0;
            if (scope.kind() == limit.kind() && counts) {
              use.add(status);
            }
          });
    }
    return use;
  }

  private static LimitStatus status(Limit limit, ScopeValue scope, ScopeRow row, long nowMs) {
    Counter counter = row.counter(limit.counter()).pruned(Math.max(nowMs, row.lastSeenMs()));
    return LimitStatus.of(limit, scope, counter, 0, OptionalLong.empty());
  }
}
