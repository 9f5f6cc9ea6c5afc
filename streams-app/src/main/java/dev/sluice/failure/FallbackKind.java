package dev.sluice.failure;

/** The list of targets that a call falls back to after a failure, if its route has such a list. */
public enum FallbackKind {
  /** None: no other target would do better. */
  NONE,
  /** The next target of the plan: any other may do better. */
  GENERAL,
  /** Targets whose models take longer prompts. */
  CONTEXT_WINDOW,
  /** Targets whose providers have another content policy. */
  CONTENT_POLICY
}
