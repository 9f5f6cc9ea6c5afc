package dev.sluice.guardrail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Checks requests and answers. Immutable, and called by many threads at the same time. Only the
 * phases that its kind names and a policy asks for are called.
 *
 * <p>An exception from a method, and a stage that fails or comes too late, blocks: with a gateway
 * failure, status 500, code {@code guardrail_failed}. A policy may let such requests and answers
 * pass instead ({@code fail_open}), which the events then report. A guardrail's message about a
 * text must never quote the text.
 */
public interface Guardrail {

  /**
   * {@link Phase#REQUEST}. Called on the stream thread, while all requests of the partition wait:
   * it must not block, nor take longer than a scan of the texts.
   *
   * <p>It must be a pure function of the request and its settings: no clock, no randomness, no
   * state, no service. The gateway may read a request again after a crash, and a replay of the
   * topics must reach the same decisions.
   */
  default Finding.OfRequest onRequest(GuardedRequest request) {
    return Finding.passed();
  }

  /**
   * {@link Phase#CALL}. Runs concurrently with the exchange with the provider, on every attempt,
   * including retries and fallbacks. The request is the one that the provider receives. An answer
   * waits for this check; if it blocks, the call ends, and the exchange is aborted if it is still
   * under way.
   *
   * <p>Called on one of a few threads that such checks share: call services asynchronously.
   *
   * @return completes within the policy's {@code timeout}, or counts as failed
   */
  default CompletionStage<? extends Finding.OfCall> besideCall(
      GuardedRequest request, GuardedCall call) {
    return CompletableFuture.completedFuture(Finding.passed());
  }

  /**
   * {@link Phase#ANSWER}. Checks a provider's answer, one guardrail after the other in the policy's
   * order, each on the result of the previous one. The answer's usage is charged even if it is
   * blocked. Threads and time are as for {@link #besideCall}.
   */
  default CompletionStage<? extends Finding> onAnswer(
      GuardedRequest request, GuardedAnswer answer) {
    return CompletableFuture.completedFuture(Finding.passed());
  }

  /**
   * What shows parts of an answer's texts to those who read it while it is written, before {@link
   * #onAnswer} has decided on the whole: one window for each of text, refusal and reasoning.
   * Arguments of tool calls are never shown before that.
   *
   * @return a new one; null, as by default, to show nothing before the decision, as a guardrail
   *     must that may replace an answer, or that looks at more than a bounded part of a text
   */
  default @Nullable AnswerWindow window() {
    return null;
  }
}
