package dev.sluice.replay;

import dev.sluice.admission.Admission;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeRows;
import dev.sluice.admission.ScopeValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The limits' rows of one partition, in memory. Not thread-safe. */
final class Rows implements ScopeRows {
  /** How many rows a tenant gets until those that count nothing are looked for. */
  private static final int FEW = 1_000;

  private final Map<String, Map<ScopeValue, ScopeRow>> byTenant = new HashMap<>();
  private final Map<String, Integer> lookAt = new HashMap<>();

  @Override
  public @Nullable ScopeRow find(ScopeValue scope) {
    Map<ScopeValue, ScopeRow> rows = byTenant.get(scope.tenant());
    return rows == null ? null : rows.get(scope);
  }

  @Override
  public void eachOf(String tenant, BiConsumer<ScopeValue, ScopeRow> visitor) {
    ScopeValue own = ScopeValue.ofTenant(tenant);
    byTenant
        .getOrDefault(tenant, Map.of())
        .forEach(
            (scope, row) -> {
              if (!scope.equals(own)) {
                visitor.accept(scope, row);
              }
            });
  }

  void put(Map<ScopeValue, ScopeRow> changed, long nowMs) {
    changed.forEach(this::put);
    for (ScopeValue scope : changed.keySet()) {
      String tenant = scope.tenant();
      Map<ScopeValue, ScopeRow> rows = byTenant.getOrDefault(tenant, Map.of());
      if (rows.size() > lookAt.getOrDefault(tenant, FEW)) {
        Admission.dropIdle(List.copyOf(rows.keySet()), this, nowMs).forEach(this::put);
        lookAt.put(tenant, Math.max(FEW, 2 * byTenant.getOrDefault(tenant, Map.of()).size()));
      }
    }
  }

  private void put(ScopeValue scope, ScopeRow row) {
    if (!row.isGone()) {
      byTenant.computeIfAbsent(scope.tenant(), unused -> new HashMap<>()).put(scope, row);
    } else {
      Map<ScopeValue, ScopeRow> rows = byTenant.get(scope.tenant());
      if (rows != null) {
        rows.remove(scope);
      }
    }
  }

  int size() {
    return byTenant.values().stream().mapToInt(Map::size).sum();
  }

  void rewind(long toMs, long fromMs) {
    byTenant.values().forEach(rows -> rows.replaceAll((scope, row) -> row.rewound(toMs, fromMs)));
  }
}
