package dev.sluice.admission;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that one decision or settlement reads and changes. Reads each row once, empties idle
 * ones, and updates the tenant's counts of values. Confined to one method call.
 */
final class RowChanges {
  private final ScopeRows rows;
  private final long nowMs;
  private final Map<ScopeValue, ScopeRow> before = new HashMap<>();
  private final Map<ScopeValue, ScopeRow> after = new LinkedHashMap<>();

  /**
   * @param nowMs the decision time
   */
  RowChanges(ScopeRows rows, long nowMs) {
    this.rows = rows;
    this.nowMs = nowMs;
  }

  /** The current row; an empty one if there is none. */
  ScopeRow row(ScopeValue scope) {
    ScopeRow changed = after.get(scope);
    return changed == null ? stored(scope) : changed;
  }

  private ScopeRow stored(ScopeValue scope) {
    ScopeRow read = before.get(scope);
    if (read == null) {
      ScopeRow found = rows.find(scope);
      read = found == null ? ScopeRow.empty() : found;
      before.put(scope, read);
    }
    return read;
  }

  boolean exists(ScopeValue scope) {
    return !row(scope).isGone();
  }

  void put(ScopeValue scope, ScopeRow row) {
    after.put(scope, row);
  }

  /**
   * How many values of a kind the tenant has. Counts again, dropping idle ones, only if nothing has
   * counted them yet, or if the limit would be exceeded and one may have gone.
   */
  ValueCount values(String tenant, int kind, int most) {
    ScopeValue own = ScopeValue.ofTenant(tenant);
    ValueCount known = row(own).values(kind);
    if (known != null && (known.rows() < most || nowMs < known.goesAtMs())) {
      return known;
    }
    int[] live = {0};
    long[] goesAt = {Long.MAX_VALUE};
    rows.eachOf(
        tenant,
        (scope, row) -> {
          if (scope.kind() != kind) {
            return;
          }
          if (row.isIdle(nowMs)) {
            before.put(scope, ScopeRow.empty());
            after.put(scope, ScopeRow.empty());
          } else {
            live[0]++;
            goesAt[0] = Math.min(goesAt[0], row.emptyAt(nowMs));
          }
        });
    ValueCount counted = new ValueCount(kind, live[0], goesAt[0]);
    put(own, row(own).with(counted));
    return counted;
  }

  /** The rows to write, by scope value; delete those for which {@link ScopeRow#isGone} is true. */
  Map<ScopeValue, ScopeRow> done() {
    for (Map.Entry<ScopeValue, ScopeRow> change : List.copyOf(after.entrySet())) {
      if (change.getKey().kind() != 0) {
        count(change.getKey(), change.getValue());
      }
    }
    after.replaceAll((scope, row) -> row.isIdle(nowMs) ? ScopeRow.empty() : row);
    after.entrySet().removeIf(change -> change.getValue().isGone() && isNew(change.getKey()));
    return after;
  }

  private boolean isNew(ScopeValue scope) {
    return rows.find(scope) == null;
  }

  private void count(ScopeValue scope, ScopeRow row) {
    ScopeValue own = ScopeValue.ofTenant(scope.tenant());
    @Nullable ValueCount known = row(own).values(scope.kind());
    if (known == null) {
      return;
    }
    ScopeRow earlier = stored(scope);
    boolean was = !earlier.isGone();
    boolean is = !row.isIdle(nowMs);
    long goesAt = row.emptyAt(nowMs);
    if (was == is && (!is || goesAt >= earlier.emptyAt(nowMs))) {
      return;
    }
    ValueCount counted = known.plus((is ? 1 : 0) - (was ? 1 : 0));
    put(own, row(own).with(is ? counted.goingAt(goesAt) : counted));
  }
}
