package dev.sluice.replay;

import dev.sluice.admission.Access;
import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.Metric;
import dev.sluice.admission.OnBudget;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeValue;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the parts of a partition's replay share. Not thread-safe. */
final class State {
  private static final Set<Metric> COUNTED = EnumSet.of(Metric.REQUESTS, Metric.CONCURRENT);

  final Rules rules;
  private final ReplayListener listener;
  final Rows rows = new Rows();
  final Map<String, ReplayedCall> calls = new HashMap<>();

  /** By tenant, as recorded. */
  final Map<String, Policy> policies = new HashMap<>();

  private final Map<String, Integer> queued = new HashMap<>();
  long clockMs;

  State(Rules rules, ReplayListener listener) {
    this.rules = rules;
    this.listener = listener;
  }

  @Nullable Policy inForce(String tenant, long nowMs) {
    return rules.inForce(tenant, policies.get(tenant), nowMs);
  }

  int queued(String tenant) {
    return queued.getOrDefault(tenant, 0);
  }

  /** Changes a call, and with it how many of its tenant's are queued. */
  void change(ReplayedCall call, Runnable how) {
    int before = call.isQueued() ? 1 : 0;
    how.run();
    queued.merge(call.tenant(), (call.isQueued() ? 1 : 0) - before, Integer::sum);
  }

  void forget(ReplayedCall call) {
    if (calls.remove(call.id()) != null && call.isQueued()) {
      queued.merge(call.tenant(), -1, Integer::sum);
    }
  }

  static boolean isGranted(Policy policy, Ask ask) {
    return policy.access(ask.scope().key(), ask.model(), ask.fallbacks()) instanceof Access.Granted;
  }

  /** What was recorded that a request becomes where the tenant's spend is used up. */
  @Nullable OnBudget recorded(String tenant, Map<Metric, Long> amounts) {
    Policy policy = policies.getOrDefault(tenant, rules.otherwise());
    String route = policy == null ? null : policy.onBudget();
    return route == null || amounts.isEmpty() ? null : new OnBudget(route, amounts);
  }

  /**
   * What a request becomes where the tenant's spend is used up; null for nothing.
   *
   * @param recorded null if there was nothing, or if nothing was recorded
   * @param estimates whether to estimate what is not recorded
   */
  static @Nullable OnBudget onBudget(
      Ask ask, @Nullable OnBudget recorded, Policy policy, boolean estimates) {
    String route = policy.onBudget();
    if (route == null
        || route.equals(ask.model())
        || policy.access(ask.scope().key(), route, List.of()) instanceof Access.Refused) {
      return null;
    }
    Set<Metric> metrics = policy.metrics();
    metrics.removeAll(COUNTED);
    if (recorded != null
        && recorded.model().equals(route)
        && recorded.amounts().keySet().containsAll(metrics)) {
      return recorded;
    }
    if (!estimates) {
      return null;
    }
    Estimate estimate = ask.unrecorded().needs(route, metrics);
    return estimate.missing() == null ? new OnBudget(route, estimate.amounts()) : null;
  }

  /**
   * @param known amounts, to which those are added that had to be estimated
   * @return null if there is no estimate, which the listener is told
   */
  @Nullable AdmissionRequest needs(Ask ask, Map<Metric, Long> known, Policy policy) {
    Set<Metric> missing = policy.metrics();
    missing.removeAll(COUNTED);
    missing.removeAll(known.keySet());
    if (!missing.isEmpty()) {
      Estimate estimate = ask.unrecorded().needs(missing);
      if (estimate.missing() != null) {
        listener.noEstimate(ask.tenant(), clockMs, estimate.missing());
        return null;
      }
      known.putAll(estimate.amounts());
    }
    ScopeValue scope = ask.scope();
    return AdmissionRequest.of(
        scope.tenant(), Objects.requireNonNull(scope.key()), scope.user(), ask.model(), known);
  }
}
