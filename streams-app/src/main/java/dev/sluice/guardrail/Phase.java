package dev.sluice.guardrail;

import java.util.Locale;

/** When a guardrail looks. */
public enum Phase {
  /** At the request, before it is admitted: what it blocks consumes nothing. */
  REQUEST,
  /** At the request, beside each call of a provider. */
  CALL,
  /** At a provider's answer, which is paid for by then. */
  ANSWER;

  /** As policies and messages write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
