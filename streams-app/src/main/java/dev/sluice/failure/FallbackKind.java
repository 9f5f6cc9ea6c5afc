package dev.sluice.failure;

/** To which list of targets a call goes on after a failure, where its route has such a list. */
public enum FallbackKind {
  /** To none: no other target would do better. */
  NONE,
  /** To the next target of the plan: any other may do better. */
  GENERAL,
  /** To targets whose models take longer prompts. */
  CONTEXT_WINDOW,
  /** To targets whose providers judge content otherwise. */
  CONTENT_POLICY
}
