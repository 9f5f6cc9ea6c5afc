package dev.sluice.topology;

import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.RequestMemory;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.Verdict;
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
   * Every check was passed; the limits are to be debited as {@code verdict} says.
   *
   * @param request what guardrails left of it, which is what providers are sent
   * @param interventions what guardrails did to it
   */
  record Accepted(
      Verdict.Admitted verdict,
      List<PlannedTarget> plan,
      Instant deadline,
      Request request,
      List<Intervention> interventions)
      implements Decision {}

  /**
   * Every check was passed that can refuse for good, and a limit has no room for it yet; nothing is
   * consumed.
   *
   * @param otherwise what becomes of it where it does not wait; it waits for the same limits
   * @param needs what it was decided on by
   */
  record Waiting(
      Refused otherwise,
      AdmissionRequest needs,
      List<PlannedTarget> plan,
      Instant deadline,
      Request request,
      List<Intervention> interventions)
      implements Decision {

    /** How long after its append time it may have its turn; empty when no clock can tell. */
    OptionalLong waitMs() {
      return otherwise.limits().get(0).waitMs();
    }
  }

  /**
   * A request that waits may still be admitted, as far as it is not about how much the limits have
   * left.
   *
   * @param needs what is to be decided on by
   */
  record Eligible(AdmissionRequest needs, List<PlannedTarget> plan) implements Decision {}

  /** It had been accepted before. */
  record Repeated(RequestMemory memory) implements Decision {}

  /**
   * Refused; nothing is consumed.
   *
   * @param limits those that have no room, the binding one first; empty when it is not about limits
   * @param tidied rows of limits that were found to count nothing any more, to be written
   */
  record Refused(Failure failure, List<LimitStatus> limits, Map<ScopeValue, ScopeRow> tidied)
      implements Decision {
    Refused(Failure failure, List<LimitStatus> limits) {
      this(failure, limits, Map.of());
    }

    Refused(Failure failure) {
      this(failure, List.of());
    }
  }
}
