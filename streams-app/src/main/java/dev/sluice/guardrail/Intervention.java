package dev.sluice.guardrail;

import java.util.Map;

/**
 * What a guardrail did to a request or an answer that it let pass, as events report it; never the
 * text.
 *
 * @param guardrail its name in the policy
 * @param entities what it found, by type, with counts
 */
public record Intervention(
    String guardrail, Phase phase, Action action, Map<String, Integer> entities) {

  /** What it did. */
  public enum Action {
    MASKED,
    REPLACED,
    /** It failed, and the policy lets pass what it could not check. */
    UNCHECKED
  }

  public Intervention {
    entities = Map.copyOf(entities);
  }
}
