package dev.sluice.call;

/**
 * Why an answer ended; UNKNOWN is a provider's reason without a name here.
 *
 * <p>PAUSED is no end: the vendor's own tools took so long that the model's turn goes on only when
 * it is sent back.
 *
 * <p>GUARDRAIL is an answer that a guardrail gave in the model's place. It is no failure: the
 * client gets a text to show, nothing is retried, no other target is asked, and what the model used
 * before is billed as for any answer.
 */
public enum FinishReason {
  UNKNOWN,
  STOP,
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER,
  REFUSAL,
  CONTEXT_WINDOW,
  PAUSED,
  GUARDRAIL
}
