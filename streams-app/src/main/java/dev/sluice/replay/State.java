package dev.sluice.replay;

import dev.sluice.admission.Access;
import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeValue;
import java.util.EnumSet;
import java.util.HashMap;
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
