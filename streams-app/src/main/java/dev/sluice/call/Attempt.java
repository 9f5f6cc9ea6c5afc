package dev.sluice.call;

import dev.sluice.guardrail.GuardrailRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to one target, before it is made: all that a provider needs to make it. Its body is
 * derived afresh from these immutable values each time.
 *
 * @param attemptId unique; also the idempotency key that the provider is sent
 * @param pollingId the call that it serves
 * @param partition the partition of the call's task, where its outcome belongs
 * @param number 1 for the call's first attempt
 * @param sampling the request's own, with what its fallback changes for this target alone
 * @param deadline when the whole call ends
 * @param payloadSize the bytes of the request's payload, about those of the body that is sent
 * @param guardrails those of the tenant's policy that look beside the call or at the answer
 */
public record Attempt(
    String attemptId,
    String pollingId,
    String tenant,
    int partition,
    int number,
    Target target,
    Sampling sampling,
    Request request,
    Instant deadline,
    @Nullable String traceparent,
    int payloadSize,
    List<GuardrailRule> guardrails) {

  public Attempt {
    guardrails = List.copyOf(guardrails);
  }

  /** Without guardrails. */
  public Attempt(
      String attemptId,
      String pollingId,
      String tenant,
      int partition,
      int number,
      Target target,
      Sampling sampling,
      Request request,
      Instant deadline,
      @Nullable String traceparent,
      int payloadSize) {
    this(
        attemptId,
        pollingId,
        tenant,
        partition,
        number,
        target,
        sampling,
        request,
        deadline,
        traceparent,
        payloadSize,
        List.of());
  }
}
