package dev.sluice.guardrail;

import java.util.Set;

/**
 * A kind of guardrail, found by {@link java.util.ServiceLoader}: a public class with a public
 * constructor without parameters. Any thread.
 */
public interface GuardrailKind {

  /** Its name in policies: lower-case letters, digits and underscores, unlike any other kind. */
  String name();

  /** The phases that its guardrails support; not empty. */
  Set<Phase> phases();

  /**
   * Creates a guardrail with settings. Called when a policy is checked and when it is first used,
   * on the stream thread too, so it must not block. Report mistakes in the settings to {@link
   * GuardrailSettings#refuse}; a policy with such a guardrail is refused with all of them, and the
   * returned object is not used.
   *
   * <p>One guardrail serves all policies and threads with the same settings, for the life of the
   * process; it is never closed.
   *
   * @throws IllegalArgumentException if the settings are invalid; its message is for the operator
   */
  Guardrail open(GuardrailSettings settings);
}
