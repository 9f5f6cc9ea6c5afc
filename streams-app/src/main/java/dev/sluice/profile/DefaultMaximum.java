package dev.sluice.profile;

/** When a target is sent the gateway's own maximum of output tokens, where nobody set one. */
public enum DefaultMaximum {
  /** Always, and nobody can remove it: there is no request without one. */
  DEMANDED,
  ALWAYS,
  /**
   * If a limit of the tenant counts output, which holds only if the output is bounded: the server
   * refuses a maximum that does not fit beside the prompt.
   */
  RESERVED,
  NEVER
}
