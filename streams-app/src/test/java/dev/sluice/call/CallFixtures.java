package dev.sluice.call;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that tests of calls begin with. */
public final class CallFixtures {
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private CallFixtures() {}

  public static Target target(String name) {
    return new Target(
        name,
        "provider-of-" + name,
        "model-of-" + name,
        Sampling.NONE,
        null,
        Duration.ofSeconds(5));
  }

  public static Route route(String name, String... targets) {
    return new Route(
        name, Arrays.stream(targets).map(CallFixtures::target).toList(), Duration.ofMinutes(1));
  }

  public static Request request(String id, String model) {
    return request(id, model, "What is a sluice?");
  }

  public static Request request(String id, String model, String text) {
    return new Request(
        id,
        model,
        List.of(Message.text(Role.USER, text)),
        Sampling.NONE,
        null,
        Request.DEFAULT_KEY,
        null,
        List.of(),
        Map.of(),
        null,
        0,
        OnLimit.REJECT,
        false);
  }

  /** One that waits for a limit rather than fail. */
  public static Request waiting(String id, String model) {
    return waiting(id, model, 0, null);
  }

  public static Request waiting(String id, String model, int priority, @Nullable Instant deadline) {
    Request request = request(id, model);
    return new Request(
        id,
        model,
        request.messages(),
        request.sampling(),
        null,
        request.keyId(),
        null,
        List.of(),
        Map.of(),
        deadline,
        priority,
        OnLimit.WAIT,
        false);
  }

  /** A route whose targets are tried again, with lists to go on to. */
  public static Route route(
      String name,
      RetryPolicy retries,
      Map<FallbackList, List<String>> fallbacks,
      String... targets) {
    List<TargetGroup> levels =
        Arrays.stream(targets).map(target -> TargetGroup.of(target(target))).toList();
    return new Route(name, levels, Duration.ofMinutes(1), fallbacks, retries);
  }

  /** So many retries, after a second, two, four ... */
  public static RetryPolicy retries(int most) {
    return new RetryPolicy(most, Map.of(), Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  public static Call queued(String... targets) {
    return queued(
        Arrays.stream(targets).map(name -> new PlannedTarget(name, Sampling.NONE)).toList());
  }

  public static Call queued(List<PlannedTarget> plan) {
    AcceptedRequest request = accepted("resp_1", "acme", 0, null);
    return new Call(request, NOON.plusSeconds(60), 0, 1, Progress.of(plan), new CallState.Queued());
  }

  public static AcceptedRequest accepted(
      String pollingId, String tenant, int partition, @Nullable String traceparent) {
    PollingId id = new PollingId(pollingId, partition, NOON, 7);
    return AcceptedRequest.of(id, tenant, request("r-1", "chat"), traceparent);
  }

  /** The call after these attempts. */
  public static Call after(Call call, List<EndedAttempt> ended) {
    Progress before = call.progress();
    return call.with(
        new Progress(
            before.plan(),
            before.position(),
            before.tries(),
            before.retried(),
            before.started(),
            ended));
  }

  public static Failure serverError() {
    return new ProviderFailure.ServerError(FailureFacts.of(FailureType.SERVER_ERROR, "it broke"));
  }

  public static Failure timeout() {
    return new ProviderFailure.Timeout(FailureFacts.of(FailureType.TIMEOUT, "too slow"));
  }

  public static Failure rateLimited(@Nullable Duration retryAfter) {
    return new ProviderFailure.RateLimited(
        FailureFacts.of(FailureType.PROVIDER_RATE_LIMITED, "slow down").withRetryAfter(retryAfter));
  }

  public static Failure quotaExhausted() {
    return new ProviderFailure.QuotaExhausted(
        FailureFacts.of(FailureType.QUOTA_EXHAUSTED, "no money left"));
  }

  public static Failure contextWindowExceeded() {
    return new CallerFailure.ContextWindowExceeded(
        FailureFacts.of(FailureType.CONTEXT_WINDOW_EXCEEDED, "too long"));
  }

  public static Failure contentPolicy() {
    return new CallerFailure.ContentPolicy(FailureFacts.of(FailureType.CONTENT_POLICY, "not that"));
  }

  /** An answer that this broke off. */
  public static Failure brokenOffBy(Failure original) {
    FailureFacts facts = FailureFacts.of(FailureType.MID_STREAM_BREAK, "it broke off");
    return new ProviderFailure.MidStreamBreak(
        facts.withOriginal(original).withRetryAfter(original.facts().retryAfter()), "Hel", false);
  }

  public static Failure callersFault() {
    return new CallerFailure.InvalidRequest(
        FailureFacts.of(FailureType.INVALID_REQUEST, "no such tool"));
  }

  /** What came back of the call's open attempt. */
  public static AttemptReport report(Call call, Outcome outcome) {
    return report(call, attemptId(call), outcome);
  }

  /** The call's open attempt. */
  static String attemptId(Call call) {
    return call.state() instanceof CallState.Open out ? out.attemptId() : "att_none";
  }

  public static AttemptReport report(Call call, String attemptId, Outcome outcome) {
    String target = call.currentTarget().target();
    return new AttemptReport(
        "owner-1",
        call.pollingId(),
        new AttemptRef(
            attemptId,
            call.started(),
            target,
            "provider-of-" + target,
            "model-of-" + target,
            NOON,
            NOON.plusSeconds(1)),
        outcome);
  }
}
