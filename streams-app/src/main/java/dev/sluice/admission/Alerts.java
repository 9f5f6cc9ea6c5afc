package dev.sluice.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells which thresholds of limits have been reached: each once per window, whatever becomes of the
 * use or of the limit's amount afterwards. No decision depends on it.
 */
public final class Alerts {

  /** The store of what was told; the caller's thread. */
  public interface Marks {
    /** {@link AlertMark#NONE} if nothing was told. */
    AlertMark find(AlertWindow window);

    void put(AlertWindow window, AlertMark mark);
  }

  private final Marks marks;

  public Alerts(Marks marks) {
    this.marks = marks;
  }

  /**
   * What is used has changed.
   *
   * @param rows the changed ones of the policy's tenant
   * @param nowMs the decision time, in milliseconds since 1970
   * @return in the order of the limits and thresholds; marked as told
   */
  public List<Alert> changed(Policy policy, Map<ScopeValue, ScopeRow> rows, long nowMs) {
    List<Alert> alerts = new ArrayList<>();
    for (Limit limit : policy.limits()) {
      if (!limit.alertAt().isEmpty()) {
        rows.forEach(
            (scope, row) -> {
              if (scope.kind() == limit.kind()) {
                alerts.addAll(reached(limit, scope, row, nowMs));
              }
            });
      }
    }
    return alerts;
  }

  private List<Alert> reached(Limit limit, ScopeValue scope, ScopeRow row, long nowMs) {
    long clockMs = Math.max(nowMs, row.lastSeenMs());
    Counter counter = row.counter(limit.counter()).pruned(clockMs);
    return untold(LimitStatus.of(limit, scope, counter, 0, OptionalLong.empty()), false, clockMs);
  }

  /**
   * A request was refused by limits, or took another route for them. That what is used leaves no
   * room for it counts as {@link Thresholds#WHOLE}: requests rarely fill a limit to the last unit.
   *
   * @param exceeded those without room for it
   * @param nowMs the decision time, in milliseconds since 1970
   */
  public List<Alert> refused(List<LimitStatus> exceeded, long nowMs) {
    List<Alert> alerts = new ArrayList<>();
    for (LimitStatus status : exceeded) {
      Limit limit = status.limit();
      boolean usedUp =
          status.requested() <= limit.amount()
              && status.used() + status.requested() > limit.amount();
      alerts.addAll(untold(status, usedUp, nowMs));
    }
    return alerts;
  }

  /**
   * @param usedUp whether the whole counts as reached
   */
  private List<Alert> untold(LimitStatus status, boolean usedUp, long nowMs) {
    Limit limit = status.limit();
    List<Integer> reached =
        limit.alertAt().stream()
            .filter(
                part ->
                    (usedUp && part == Thresholds.WHOLE)
                        || Thresholds.isReached(part, status.used(), limit.amount()))
            .toList();
    if (reached.isEmpty()) {
      return List.of();
    }
    AlertWindow window = AlertWindow.of(status.scope(), status.limit().counter(), nowMs);
    if (window == null) {
      return List.of();
    }
    AlertMark told = marks.find(window);
    AlertMark next = told;
    List<Alert> alerts = new ArrayList<>();
    for (int threshold : reached) {
      if (!told.thresholds().contains(threshold)) {
        next = next.with(threshold);
        alerts.add(new Alert(status, threshold, window));
      }
    }
    if (!alerts.isEmpty()) {
      marks.put(window, next);
    }
    return alerts;
  }
}
