package dev.sluice.guardrail;

import java.util.Map;

/**
 * What a guardrail did that let a request or an answer pass, as events tell it; never the text.
 *
 * @param guardrail its name in the policy
 * @param entities what it found, by type, and how often
 */
public record Intervention(
    String guardrail, Phase phase, Action action, Map<String, Integer> entities) {

  /** What it did. */
  public enum Action {
    MASKED,
    REPLACED,
    /** Nothing: it failed, and the policy lets pass what it could not check. */
    UNCHECKED
  }

  public Intervention {
    entities = Map.copyOf(entities);
  }
}
