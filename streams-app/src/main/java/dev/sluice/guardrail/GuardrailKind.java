package dev.sluice.guardrail;

import java.util.Set;

/**
 * A kind of guardrail, found by {@link java.util.ServiceLoader}: a public class with a public
 * constructor without parameters. Any thread.
 */
public interface GuardrailKind {

  /** What policies call it: lower-case letters, digits and underscores, unlike any other kind. */
  String name();

  /** The phases for which its guardrails have a check; not empty. */
  Set<Phase> phases();

  /**
   * Makes a guardrail with settings. Called when a policy is checked and when it is first used, on
   * the stream thread too, so it must not block. What is wrong with the settings goes to {@link
   * GuardrailSettings#refuse}; a policy with such a guardrail is refused with all that was said,
   * and what this returned is not used.
   *
   * <p>One guardrail serves all policies and threads that have the same settings, for the life of
   * the process; it is never closed.
   *
   * @throws IllegalArgumentException if the settings are no good; its message is for the operator
   */
  Guardrail open(GuardrailSettings settings);
}
