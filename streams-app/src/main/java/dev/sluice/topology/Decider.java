package dev.sluice.topology;

import dev.sluice.admission.Access;
import dev.sluice.admission.Admission;
import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.IdempotencyRecord;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.OnBudget;
import dev.sluice.admission.Policy;
import dev.sluice.admission.ScopeRows;
import dev.sluice.call.Fallback;
import dev.sluice.call.OnLimit;
import dev.sluice.call.Plan;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.screening.RequestScreening;
import dev.sluice.screening.Screened;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a request that could be read: memory, access, guardrails and feasibility first, then
 * every limit. A pure function of policy, request, rows and append time.
 */
record Decider(
    Routes routes,
    Duration longestDeadline,
    int maxQueued,
    Estimator estimator,
    RequestScreening screening) {

  /**
   * @param memory of an earlier request with the same ID; null if there was none
   * @param backlog what it finds before it
   */
  Decision decide(
      Candidate candidate, @Nullable IdempotencyRecord memory, ScopeRows rows, Backlog backlog) {
    String tenant = candidate.tenant();
    Request published = candidate.published();
    Policy policy = candidate.policy();
    DecisionTime at = candidate.at();
    Instant now = at.appended();
    switch (IdempotencyRecord.recall(memory, candidate.hash(), at.appendedMs())) {
      case REPEAT -> {
        return new Decision.Repeated(Objects.requireNonNull(memory));
      }
      case CONFLICT -> {
        return refused(
            new CallerFailure.DuplicateRequest(
                facts(
                        FailureType.DUPLICATE_REQUEST,
                        "request_id "
                            + published.requestId()
                            + " was used within 24 h for another request; choose a new one")
                    .withParam("request_id")));
      }
      case NEW -> {}
    }
    if (policy == null) {
      return refused(noPolicy(tenant));
    }
    Failure noAccess = access(published, policy);
    if (noAccess != null) {
      return refused(noAccess);
    }
    Route route = Objects.requireNonNull(routes.route(published.model()));
    Instant deadline = deadline(published, route, now);
    if (!deadline.isAfter(now)) {
      return refused(
          invalid(
              "deadline",
              "the deadline " + deadline + " had passed when the request arrived at " + now));
    }
    if (deadline.isAfter(now.plus(longestDeadline))) {
      return refused(
          invalid("deadline", "the deadline is more than " + longestDeadline + " after arrival"));
    }
    if (!backlog.startsAtOnce() && isFull(backlog, policy)) {
      return refused(queueFull(tenant, backlog));
    }
    Screened<Request> screened = screening.screen(tenant, published, policy.guardrails());
    if (screened instanceof Screened.Unfit<Request> unfit) {
      return refused(unfit.failure());
    }
    Screened.Fit<Request> fit = (Screened.Fit<Request>) screened;
    Request request = fit.value();
    Decision fitting = needs(tenant, request, route, policy, candidate.call());
    if (!(fitting instanceof Decision.Eligible itself)) {
      return fitting;
    }
    Decision.Eligible eligible = itself;
    LimitDecision decision = Admission.decide(policy, eligible.needs(), backlog.ahead(), rows, at);
    if (policy.onBudget() != null && !(decision instanceof LimitDecision.Admitted)) {
      // only now, since an estimate takes time
      eligible = withOnBudget(eligible, request, policy, candidate.call());
      decision = Admission.decide(policy, eligible.needs(), backlog.ahead(), rows, at);
    }
    if (decision instanceof LimitDecision.Admitted admitted) {
      Decision.Terms terms =
          new Decision.Terms(
              request,
              eligible.plan(admitted),
              deadline,
              fit.interventions(),
              eligible.route(admitted));
      return new Decision.Accepted(admitted, eligible.needs(), terms);
    }
    if (decision instanceof LimitDecision.Infeasible infeasible) {
      return LimitRejections.infeasible(infeasible.limit()).needing(eligible.needs());
    }
    Decision.Refused refusal =
        LimitRejections.of(decision, now, deadline).needing(eligible.needs());
    Decision.Terms terms =
        new Decision.Terms(request, eligible.plan(), deadline, fit.interventions(), null);
    Decision.Waiting waiting = new Decision.Waiting(refusal, eligible.needs(), terms);
    boolean inTime = refusal.limits().get(0).mayHaveRoomBefore(deadline.toEpochMilli(), at);
    if (request.onLimit() != OnLimit.WAIT || !inTime) {
      return refusal;
    }
    return isFull(backlog, policy) ? refused(queueFull(tenant, backlog)) : waiting;
  }

  /**
   * Whether a request that waits for a limit may still be admitted, and by what it is decided on;
   * what was decided for good when it came stands.
   *
   * @param policy the one in force by now
   * @param call see {@link Candidate#call}
   */
  Decision again(String tenant, Request request, Policy policy, String call) {
    Failure noAccess = access(request, policy);
    if (noAccess != null) {
      return refused(noAccess);
    }
    Route route = Objects.requireNonNull(routes.route(request.model()));
    Decision needs = needs(tenant, request, route, policy, call);
    return needs instanceof Decision.Eligible eligible
        ? withOnBudget(eligible, request, policy, call)
        : needs;
  }

  /** With what the request becomes where the tenant's spend is used up, if it may become that. */
  private Decision.Eligible withOnBudget(
      Decision.Eligible eligible, Request request, Policy policy, String call) {
    Route other = policy.onBudget() == null ? null : routes.route(policy.onBudget());
    if (other == null
        || other.name().equals(request.model())
        || policy.access(request.keyId(), other.name(), List.of()) instanceof Access.Refused) {
      return eligible;
    }
    Request there = request.onRoute(other.name());
    List<PlannedTarget> plan = estimator.plan(other, there, routes, policy.metrics(), call);
    Estimator.Estimate estimate = estimator.of(there, plan, routes, policy.metrics());
    return estimate.unpriced() != null
        ? eligible
        : new Decision.Eligible(
            eligible.needs().with(new OnBudget(other.name(), estimate.amounts())),
            eligible.plan(),
            plan);
  }

  private Decision needs(String tenant, Request request, Route route, Policy policy, String call) {
    List<PlannedTarget> plan = estimator.plan(route, request, routes, policy.metrics(), call);
    Estimator.Estimate estimate = estimator.of(request, plan, routes, policy.metrics());
    if (estimate.unpriced() != null) {
      return refused(denied(unpriced(tenant, estimate.unpriced())));
    }
    AdmissionRequest needs =
        AdmissionRequest.of(
            tenant, request.keyId(), request.user(), request.model(), estimate.amounts());
    return new Decision.Eligible(needs, plan, List.of());
  }

  /** Why the request may not ask for what it asks for; null where it may. */
  private @Nullable Failure access(Request request, Policy policy) {
    if (routes.route(request.model()) == null) {
      return new CallerFailure.UnknownModel(
          facts(
                  FailureType.UNKNOWN_MODEL,
                  "model " + request.model() + " does not exist; see /v1/models")
              .withParam("model"));
    }
    List<String> fallbacks = request.fallbacks().stream().map(Fallback::to).toList();
    if (policy.access(request.keyId(), request.model(), fallbacks)
        instanceof Access.Refused noAccess) {
      return denied(noAccess.message());
    }
    for (String fallback : fallbacks) {
      if (Plan.targetsOf(fallback, routes).isEmpty()) {
        return invalid("fallbacks", "fallback " + fallback + " is neither a route nor a target");
      }
    }
    return null;
  }

  private boolean isFull(Backlog backlog, Policy policy) {
    return backlog.queued() >= policy.maxQueued().orElse(maxQueued);
  }

  private static Failure queueFull(String tenant, Backlog backlog) {
    String message =
        backlog.queued() + " requests of tenant " + tenant + " are queued; send more slowly";
    return new PolicyFailure.QueueFull(facts(FailureType.QUEUE_FULL, message));
  }

  static Instant deadline(Request request, Route route, Instant now) {
    Instant asked = request.deadline();
    return asked == null ? now.plus(route.timeLimit()) : asked;
  }

  private static String unpriced(String tenant, Target target) {
    return "tenant %s has a limit of spend, and the model %s of target %s has no price; ask the"
            .formatted(tenant, target.model(), target.name())
        + " operator to set one under prices";
  }

  private static Decision refused(Failure failure) {
    return new Decision.Refused(failure);
  }

  static Failure noPolicy(String tenant) {
    return denied("tenant " + tenant + " has no policy; ask the operator for one");
  }

  private static PolicyFailure.AccessDenied denied(String message) {
    return new PolicyFailure.AccessDenied(facts(FailureType.ACCESS_DENIED, message));
  }

  private static CallerFailure.InvalidRequest invalid(String param, String message) {
    return new CallerFailure.InvalidRequest(
        facts(FailureType.INVALID_REQUEST, message).withParam(param));
  }

  private static FailureFacts facts(FailureType type, String message) {
    return FailureFacts.of(type, message);
  }
}
