package dev.sluice.guardrail;

import java.time.Duration;
import java.util.Set;

/**
 * A guardrail in a policy; {@link GuardrailKinds#problems} checks it.
 *
 * @param name unlike any other of the policy
 * @param kind the kind's name
 * @param phases when it checks; not empty
 * @param status of what it blocks, 400 or 403
 * @param wrap whether the message of what it blocks names the guardrail, around its own words
 * @param failOpen whether what it could not check passes
 * @param timeout of a check beside a call or of an answer, 10 ms to 60 s
 * @param settings a JSON object as text
 */
public record GuardrailRule(
    String name,
    String kind,
    Set<Phase> phases,
    int status,
    boolean wrap,
    boolean failOpen,
    Duration timeout,
    String settings) {

  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  public GuardrailRule {
    phases = Set.copyOf(phases);
  }

  /** Whether it runs beside a call or checks its answer. */
  public boolean isOfAttempts() {
    return phases.contains(Phase.CALL) || phases.contains(Phase.ANSWER);
  }

  /** With a policy's defaults. */
  public static GuardrailRule of(String name, String kind, String settings, Phase... phases) {
    return new GuardrailRule(name, kind, Set.of(phases), 400, true, false, TIMEOUT, settings);
  }
}
