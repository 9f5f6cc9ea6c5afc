package dev.sluice.guardrail;

import java.util.Locale;

/** When a guardrail checks. */
public enum Phase {
  /** The request, before it is admitted: what it blocks consumes nothing. */
  REQUEST,
  /** The request, concurrently with each call of a provider. */
  CALL,
  /** A provider's answer, which is paid for by then. */
  ANSWER;

  /** In policies and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
