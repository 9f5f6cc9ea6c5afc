package dev.sluice.topology;

import dev.sluice.admission.Access;
import dev.sluice.admission.Admission;
import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Metric;
import dev.sluice.admission.PayloadHash;
import dev.sluice.admission.Policy;
import dev.sluice.admission.RequestMemory;
import dev.sluice.admission.ScopeRows;
import dev.sluice.admission.Verdict;
import dev.sluice.call.Fallback;
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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
    int defaultMaxOutputTokens,
    RequestScreening screening) {

  /**
   * @param published what the client asked for; {@code hash} is over its bytes
   * @param policy null where the tenant has none
   * @param queued how many requests of the tenant are queued; empty where this one can start at
   *     once
   * @param call names the call that the request becomes, where chance is to be drawn for it
   * @param now the request's append time
   */
  Decision decide(
      String tenant,
      Request published,
      PayloadHash hash,
      @Nullable RequestMemory memory,
      @Nullable Policy policy,
      ScopeRows rows,
      OptionalInt queued,
      String call,
      Instant now) {
    switch (RequestMemory.recall(memory, hash, now.toEpochMilli())) {
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
      return refused(denied("tenant " + tenant + " has no policy here; ask the operator for one"));
    }
    Route route = routes.route(published.model());
    if (route == null) {
      return refused(
          new CallerFailure.UnknownModel(
              facts(
                      FailureType.UNKNOWN_MODEL,
                      "model " + published.model() + " does not exist; see /v1/models")
                  .withParam("model")));
    }
    List<String> fallbacks = published.fallbacks().stream().map(Fallback::to).toList();
    if (policy.access(published.keyId(), published.model(), fallbacks)
        instanceof Access.Refused noAccess) {
      return refused(denied(noAccess.message()));
    }
    for (String fallback : fallbacks) {
      if (Plan.targetsOf(fallback, routes).isEmpty()) {
        return refused(invalid("fallbacks", "fallback " + fallback + " is no route or target"));
      }
    }
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
    if (queued.isPresent() && queued.getAsInt() >= policy.maxQueued().orElse(maxQueued)) {
      return refused(
          new PolicyFailure.QueueFull(
              facts(
                  FailureType.QUEUE_FULL,
                  queued.getAsInt()
                      + " requests of tenant "
                      + tenant
                      + " are queued; send more slowly")));
    }
    Screened<Request> screened = screening.screen(tenant, published, policy.guardrails());
    if (screened instanceof Screened.Unfit<Request> unfit) {
      return refused(unfit.failure());
    }
    Screened.Fit<Request> fit = (Screened.Fit<Request>) screened;
    Request request = fit.value();
    List<PlannedTarget> plan =
        Plan.withMaxOutputTokens(
            Plan.of(route, request, routes, call), routes, defaultMaxOutputTokens);
    Estimator.Estimate estimate = estimator.of(request, plan, routes, policy.metrics());
    if (estimate.unpriced() != null) {
      return refused(denied(unpriced(tenant, estimate.unpriced())));
    }
    AdmissionRequest needs =
        AdmissionRequest.of(
            tenant, request.keyId(), request.user(), request.model(), estimate.amounts());
    Verdict verdict = Admission.decide(policy, needs, rows, now.toEpochMilli());
    if (verdict instanceof Verdict.Rejected rejected) {
      return limited(rejected, now, deadline);
    }
    if (verdict instanceof Verdict.TooManyValues tooMany) {
      return tooManyValues(tooMany, now, deadline);
    }
    if (verdict instanceof Verdict.Infeasible infeasible) {
      return infeasible(infeasible.limit());
    }
    Verdict.Admitted admitted = (Verdict.Admitted) verdict;
    return new Decision.Accepted(admitted, plan, deadline, request, fit.interventions());
  }

  private Instant deadline(Request request, Route route, Instant now) {
    Instant asked = request.deadline();
    return asked == null ? now.plus(route.timeLimit()) : asked;
  }

  private static Decision limited(Verdict.Rejected rejected, Instant now, Instant deadline) {
    LimitStatus binding = rejected.binding();
    String message = "the limit of " + binding.limit().describe() + " is reached; ";
    OptionalLong wait = rejected.waitMs();
    message +=
        wait.isPresent()
            ? "there is room in " + seconds(wait.getAsLong()) + " s"
            : "calls in progress must end first";
    return new Decision.Refused(
        limited(binding, message, wait, now, deadline), rejected.exceeded());
  }

  private static Decision tooManyValues(
      Verdict.TooManyValues refusal, Instant now, Instant deadline) {
    LimitStatus status = refusal.limit();
    String message =
        "the limit of %s counts at most %d values, and %s would be one more; "
            .formatted(
                status.limit().describe(),
                status.limit().maxValues().orElseThrow(),
                status.scope().label());
    OptionalLong wait = status.waitMs();
    message +=
        wait.isPresent()
            ? "one may be free in " + seconds(wait.getAsLong()) + " s"
            : "calls in progress must end first";
    return new Decision.Refused(
        limited(status, message, wait, now, deadline), List.of(status), refusal.changedRows());
  }

  private static Failure limited(
      LimitStatus binding, String message, OptionalLong waitMs, Instant now, Instant deadline) {
    String missed = "";
    if (waitMs.isPresent() && !now.plusMillis(waitMs.getAsLong()).isBefore(deadline)) {
      missed = ", too late for the request's deadline " + deadline;
    }
    boolean spend = binding.limit().metric() == Metric.SPEND;
    FailureFacts facts =
        facts(spend ? FailureType.BUDGET_EXCEEDED : FailureType.RATE_LIMITED, message + missed);
    if (waitMs.isPresent()) {
      facts = facts.withRetryAfter(Duration.ofMillis(waitMs.getAsLong()));
    }
    return spend
        ? new PolicyFailure.BudgetExceeded(
            facts, binding.used() + binding.reserved(), binding.limit().amount())
        : new PolicyFailure.RateLimited(facts);
  }

  private static String unpriced(String tenant, Target target) {
    return "tenant %s has a limit of spend, and the model %s of target %s has no price; ask the"
            .formatted(tenant, target.model(), target.name())
        + " operator to set one under prices";
  }

  private static Decision infeasible(LimitStatus limit) {
    String message =
        "the request needs "
            + limit.limit().metric().amount(limit.requested())
            + ", more than the whole limit of "
            + limit.limit().describe()
            + "; it can never be admitted";
    Failure failure = limited(limit, message, OptionalLong.empty(), Instant.EPOCH, Instant.MAX);
    return new Decision.Refused(failure, List.of(limit));
  }

  private static String seconds(long waitMs) {
    return BigDecimal.valueOf(waitMs, 3).stripTrailingZeros().toPlainString();
  }

  private static Decision refused(Failure failure) {
    return new Decision.Refused(failure);
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
