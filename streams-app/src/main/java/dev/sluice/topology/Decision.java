package dev.sluice.topology;

import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Metric;
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

/** What becomes of a request. */
sealed interface Decision {

  /**
   * What its call begins with.
   *
   * @param request as guardrails left it, which is what providers receive
   * @param interventions what guardrails did to it
   */
  record Terms(
      Request request,
      List<PlannedTarget> plan,
      Instant deadline,
      List<Intervention> interventions) {}

  /** The request becomes a call, which starts or waits. */
  sealed interface Opened extends Decision {
    Terms terms();

    /** Those that apply, or those without room. */
    List<LimitStatus> limits();
  }

  /** Every check passed; debit the limits as {@code decision} says. */
  record Accepted(LimitDecision.Admitted decision, Terms terms) implements Opened {
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
   */
  record Eligible(AdmissionRequest needs, List<PlannedTarget> plan) implements Decision {}

  /** It was accepted before. */
  record Repeated(IdempotencyRecord memory) implements Decision {}

  /**
   * Refused; nothing is consumed.
   *
   * @param limits those without room, the binding one first; empty if it is not about limits
   * @param evicted limits' rows that turned out to count nothing any more, to write
   * @param needs what it was estimated to need; empty if it is not about limits
   */
  record Refused(
      Failure failure,
      List<LimitStatus> limits,
      Map<ScopeValue, ScopeRow> evicted,
      Map<Metric, Long> needs)
      implements Decision {
    Refused(Failure failure, List<LimitStatus> limits, Map<ScopeValue, ScopeRow> evicted) {
      this(failure, limits, evicted, Map.of());
    }

    Refused(Failure failure, List<LimitStatus> limits) {
      this(failure, limits, Map.of());
    }

    Refused needing(AdmissionRequest its) {
      return new Refused(failure, limits, evicted, its.amounts());
    }

    Refused(Failure failure) {
      this(failure, List.of());
    }
  }
}
