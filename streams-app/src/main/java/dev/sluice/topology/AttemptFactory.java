package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Target;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.guardrail.GuardrailRule;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes attempts of journal entries, and the outcomes of those that can't be made. Confined to the
 * stream thread.
 */
record AttemptFactory(GatewayTask task) {

  /** What an attempt needs and is not there any more; null if all is. */
  static @Nullable Failure missing(Call call, @Nullable Request request, @Nullable Policy policy) {
    if (request == null) {
      return new GatewayFailure.Internal(
          FailureFacts.of(FailureType.INTERNAL, "the request's payload is missing from its store"));
    }
    // nobody knows any more which guardrails its answer needs
    return policy != null
        ? null
        : new PolicyFailure.AccessDenied(
            FailureFacts.of(
                FailureType.ACCESS_DENIED,
                "the policy of tenant " + call.tenant() + " was withdrawn"));
  }

  static Attempt attempt(
      JournalEntry entry, String attemptId, Target target, Request request, Policy policy) {
    Call call = entry.call();
    return new Attempt(
        attemptId,
        call.started(),
        call.request(),
        target,
        call.currentTarget().sampling(),
        request,
        call.deadline(),
        entry.payloadSize(),
        policy.guardrails().stream().filter(GuardrailRule::isOfAttempts).toList(),
        entry.reservation().tokens(),
        policy.weight());
  }

  /**
   * The open attempt of a call in a provider batch; of a call that has ended for its client,
   * without its request, which is deleted.
   *
   * @param failing ends the call if something is missing
   * @return null if something is missing
   */
  @Nullable Attempt batched(JournalEntry entry, Consumer<Failure> failing) {
    Call call = entry.call();
    Target target = task.routes().target(call.currentTarget().target());
    if (target == null || !(call.state() instanceof CallState.Open open)) {
      return null;
    }
    if (call.isUnsettled()) {
      return withdrawn(entry, open.attemptId(), target);
    }
    Request request = task.stores().payload(entry);
    Policy policy = task.policyInForce(call.tenant());
    Failure missing = missing(call, request, policy);
    if (missing != null || request == null || policy == null) {
      failing.accept(Objects.requireNonNull(missing));
      return null;
    }
    return attempt(entry, open.attemptId(), target, request, policy);
  }

  private static Attempt withdrawn(JournalEntry entry, String attemptId, Target target) {
    Call call = entry.call();
    return new Attempt(
        attemptId,
        call.started(),
        call.request(),
        target,
        call.currentTarget().sampling(),
        call.request().withdrawn(),
        call.deadline(),
        entry.payloadSize(),
        List.of());
  }

  /** The outcome of a call's attempt whose provider batch nobody can ask about. */
  AttemptReport unfinished(Call call, String why) {
    String target = call.currentTarget().target();
    FailureFacts facts = FailureFacts.of(FailureType.BATCH_UNFINISHED, why);
    String attemptId = ((CallState.Open) call.state()).attemptId();
    return new AttemptReport(
        task.dispatcher().ownerId(),
        call.pollingId(),
        new AttemptRef(attemptId, call.started(), target, "", "", null, task.now(), call.batchId()),
        new Outcome.Failed(new ProviderFailure.BatchUnfinished(facts.at(null, null, target))));
  }

  /** A target that was planned before a restart, and is no longer configured. */
  AttemptReport notConfigured(Call call, String attemptId) {
    String target = call.currentTarget().target();
    FailureFacts facts =
        FailureFacts.of(
            FailureType.UNKNOWN_PROVIDER, "target " + target + " is not configured any more");
    return new AttemptReport(
        task.dispatcher().ownerId(),
        call.pollingId(),
        new AttemptRef(attemptId, call.started(), target, "", "", null, task.now()),
        new Outcome.Failed(new ProviderFailure.UnknownProvider(facts.at(null, null, target))));
  }
}
