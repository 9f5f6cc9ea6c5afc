package dev.sluice.call;

/** Why an answer ended; UNKNOWN is a provider's reason that has no name here. */
public enum FinishReason {
  UNKNOWN,
  STOP,
  LENGTH,
  TOOL_CALLS,
  CONTENT_FILTER,
  REFUSAL,
  CONTEXT_WINDOW
}
