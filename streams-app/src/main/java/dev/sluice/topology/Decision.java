package dev.sluice.topology;

import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
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
   * Every check passed; debit the limits as {@code verdict} says.
   *
   * @param request as guardrails left it, which is what providers receive
   * @param interventions what guardrails did to it
   */
  record Accepted(
      LimitDecision.Admitted verdict,
      List<PlannedTarget> plan,
      Instant deadline,
      Request request,
      List<Intervention> interventions)
      implements Decision {}

  /**
   * Every check passed that can refuse permanently, but a limit has no room for it yet; nothing is
   * consumed.
   *
   * @param otherwise the rejection if it does not wait; it waits for the same limits
   * @param needs the input of the decision
   */
  record Waiting(
      Refused otherwise,
      AdmissionRequest needs,
      List<PlannedTarget> plan,
      Instant deadline,
      Request request,
      List<Intervention> interventions)
      implements Decision {

    /** How long after its append time its turn may come; empty if no clock can tell. */
    OptionalLong waitMs() {
      return otherwise.limits().get(0).waitMs();
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
   */
  record Refused(Failure failure, List<LimitStatus> limits, Map<ScopeValue, ScopeRow> evicted)
      implements Decision {
    Refused(Failure failure, List<LimitStatus> limits) {
      this(failure, limits, Map.of());
    }

    Refused(Failure failure) {
      this(failure, List.of());
    }
  }
}
