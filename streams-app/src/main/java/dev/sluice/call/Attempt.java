package dev.sluice.call;

import dev.sluice.guardrail.GuardrailRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call to one target, before it is made: everything that a provider needs to make it. The
 * body is derived from these immutable values each time.
 *
 * @param attemptId unique; also the idempotency key that the provider receives
 * @param number 1 for the call's first attempt
 * @param accepted the request that it serves
 * @param sampling the request's own, with the fallback's overrides for this target only
 * @param deadline when the whole call ends
 * @param payloadSize the bytes of the request's payload, about those of the body that is sent
 * @param guardrails those of the tenant's policy that check while the call runs, or check the
 *     answer
 * @param reservedTokens of input and output, reserved by admission; 0 if no limit counted them
 * @param weight the tenant's share of what is short; positive
 */
public record Attempt(
    String attemptId,
    int number,
    AcceptedRequest accepted,
    Target target,
    Sampling sampling,
    Request request,
    Instant deadline,
    int payloadSize,
    List<GuardrailRule> guardrails,
    long reservedTokens,
    int weight) {

  public Attempt {
    guardrails = List.copyOf(guardrails);
  }

  /** Without a reservation of tokens, of a tenant of the usual weight. */
  public Attempt(
      String attemptId,
      int number,
      AcceptedRequest accepted,
      Target target,
      Sampling sampling,
      Request request,
      Instant deadline,
      int payloadSize,
      List<GuardrailRule> guardrails) {
    this(
        attemptId,
        number,
        accepted,
        target,
        sampling,
        request,
        deadline,
        payloadSize,
        guardrails,
        0,
        1);
  }

  public String pollingId() {
    return accepted.pollingId();
  }

  public String tenant() {
    return accepted.tenant();
  }

  /** The partition of the call's task, where its outcome belongs. */
  public int partition() {
    return accepted.partition();
  }

  public @Nullable String traceparent() {
    return accepted.traceparent();
  }

  /** Whether the answer is asked for as a stream, if the provider has them. */
  public boolean streams() {
    Integer most = sampling.orElse(target.sampling()).maxOutputTokens();
    return target.streaming().applies(request.stream(), most);
  }

  /** The same attempt with another trace context, for its provider. */
  public Attempt withTraceparent(@Nullable String traceparent) {
    return new Attempt(
        attemptId,
        number,
        accepted.withTraceparent(traceparent),
        target,
        sampling,
        request,
        deadline,
        payloadSize,
        guardrails,
        reservedTokens,
        weight);
  }

  /** The same attempt, asking for other things. */
  public Attempt with(Target target, Sampling sampling, Request request) {
    return new Attempt(
        attemptId,
        number,
        accepted,
        target,
        sampling,
        request,
        deadline,
        payloadSize,
        guardrails,
        reservedTokens,
        weight);
  }
}
