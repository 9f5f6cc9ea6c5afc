package dev.sluice.guardrail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Checks requests and answers. Immutable, called by many threads at the same time. Only the phases
 * that its kind names and a policy asks for are called.
 *
 * <p>Whatever a method throws, and a stage that fails or comes too late, blocks: with a failure of
 * the gateway, status 500, code {@code guardrail_failed}. A policy may let such requests and
 * answers pass instead ({@code fail_open}), which is then told in the events. What a guardrail says
 * of a text must never hold the text.
 */
public interface Guardrail {

  /**
   * {@link Phase#REQUEST}. Called on the stream thread, while all requests of the partition wait:
   * it must not block, nor take longer than a look at the texts does.
   *
   * <p>It must be a pure function of the request and its settings: no clock, no randomness, no
   * state, no service asked. The gateway may read a request again after a crash, and a replay of
   * the topics must come to the same verdicts.
   */
  default Finding.OfRequest onRequest(GuardedRequest request) {
    return Finding.passed();
  }

  /**
   * {@link Phase#CALL}. Runs together with the exchange with the provider, on every attempt,
   * whatever ran before: retries and fallbacks too. The request is as the provider is sent it. An
   * answer waits for this; what it blocks ends the call, and breaks the exchange off where it is
   * still under way.
   *
   * <p>Called on a thread that a few of such checks share: ask services asynchronously.
   *
   * @return completed within the policy's {@code timeout}, or it has failed
   */
  default CompletionStage<? extends Finding.OfCall> besideCall(
      GuardedRequest request, GuardedCall call) {
    return CompletableFuture.completedFuture(Finding.passed());
  }

  /**
   * {@link Phase#ANSWER}. Looks at what a provider answered, one guardrail after the other in the
   * policy's order, each at what the one before left. What the answer used is charged also where it
   * is blocked. Threads and time are as for {@link #besideCall}.
   */
  default CompletionStage<? extends Finding> onAnswer(
      GuardedRequest request, GuardedAnswer answer) {
    return CompletableFuture.completedFuture(Finding.passed());
  }
}
