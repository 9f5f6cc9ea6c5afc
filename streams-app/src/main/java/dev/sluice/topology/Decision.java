package dev.sluice.topology;

import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Metric;
import dev.sluice.admission.OnBudget;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeValue;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Request;
import dev.sluice.failure.Failure;
import dev.sluice.guardrail.Intervention;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
sealed interface Decision {

  /**
   * What its call begins with.
   *
   * @param request as guardrails left it, which is what providers receive
   * @param interventions what guardrails did to it
   * @param onBudget the route of the plan if it is not that of the request; null if it is
   */
  record Terms(
      Request request,
      List<PlannedTarget> plan,
      Instant deadline,
      List<Intervention> interventions,
      @Nullable String onBudget) {}

  /** The request becomes a call, which starts or waits. */
  sealed interface Opened extends Decision {
    Terms terms();

    /** Those that apply, or those without room. */
    List<LimitStatus> limits();

    /** The input of the decision. */
    AdmissionRequest needs();
  }

  /**
   * Every check passed; debit the limits as {@code decision} says.
   *
   * @param needs the input of the decision
   */
  record Accepted(LimitDecision.Admitted decision, AdmissionRequest needs, Terms terms)
      implements Opened {
    @Override
    public List<LimitStatus> limits() {
      return decision.limits();
    }
  }

  /**
   * Every check passed that can refuse permanently, but a limit has no room for it yet; nothing is
   * consumed.
   *
   * @param otherwise the rejection if it does not wait; it waits for the same limits
   * @param needs the input of the decision
   */
  record Waiting(Refused otherwise, AdmissionRequest needs, Terms terms) implements Opened {
    @Override
    public List<LimitStatus> limits() {
      return otherwise.limits();
    }

    /** How long after its append time its turn may come; empty if no clock can tell. */
    OptionalLong waitMs() {
      return limits().get(0).waitMs();
    }
  }

  /**
   * A waiting request may still be admitted, apart from what the limits have left.
   *
   * @param needs the input of the decision
   * @param onBudget the plan of what it becomes {@link AdmissionRequest#onBudget}; empty for
   *     nothing
   */
  record Eligible(AdmissionRequest needs, List<PlannedTarget> plan, List<PlannedTarget> onBudget)
      implements Decision {

    /** The plan by which it was admitted. */
    List<PlannedTarget> plan(LimitDecision.Admitted decision) {
      return decision.onBudget() ? onBudget : plan;
    }

    /** The route by which it was admitted if it is not its own; null if it is. */
    @Nullable String route(LimitDecision.Admitted decision) {
      OnBudget instead = needs.onBudget();
      return decision.onBudget() && instead != null ? instead.model() : null;
    }
  }

  /** It was accepted before. */
  record Repeated(IdempotencyRecord memory) implements Decision {}

  /**
   * Refused; nothing is consumed.
   *
   * @param limits those without room, the binding one first; empty if it is not about limits
   * @param evicted limits' rows that turned out to count nothing any more, to write
   * @param needs what it was estimated to need; empty if it is not about limits
   * @param onBudget the same of what it could have become; empty if there is nothing
   */
  record Refused(
      Failure failure,
      List<LimitStatus> limits,
      Map<ScopeValue, ScopeRow> evicted,
      Map<Metric, Long> needs,
      Map<Metric, Long> onBudget)
      implements Decision {
    Refused(Failure failure, List<LimitStatus> limits, Map<ScopeValue, ScopeRow> evicted) {
      this(failure, limits, evicted, Map.of(), Map.of());
    }

    Refused(Failure failure, List<LimitStatus> limits) {
      this(failure, limits, Map.of());
    }

    Refused needing(AdmissionRequest its) {
      OnBudget instead = its.onBudget();
      return new Refused(
          failure, limits, evicted, its.amounts(), instead == null ? Map.of() : instead.amounts());
    }

    Refused(Failure failure) {
      this(failure, List.of());
    }
  }
}
