package dev.sluice.call;

/**
 * Why an answer ended; UNKNOWN is a provider's reason that has no name here.
 *
 * <p>GUARDRAIL is the answer that a guardrail gave in the model's place. It is no failure: whoever
 * asked gets a text to show, nothing is retried and no other target may be asked, and what the
 * model used before is billed as for any answer.
 */
public enum FinishReason {
  UNKNOWN,
  STOP,
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER,
  REFUSAL,
  CONTEXT_WINDOW,
  GUARDRAIL
}
