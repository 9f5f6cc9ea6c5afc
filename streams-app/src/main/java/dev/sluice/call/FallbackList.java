package dev.sluice.call;

import dev.sluice.failure.FailureType;
import org.jspecify.annotations.Nullable;

/** The lists of targets that a call may fall back to, by kind of failure. */
public enum FallbackList {
  /** The route's own targets, then the request's fallbacks, then the route's fallbacks. */
  GENERAL,
  /** For a prompt that is too long for a target: targets with a larger context window. */
  CONTEXT_WINDOW,
  /** For a prompt that a provider refuses for its content: targets with another content policy. */
  CONTENT_POLICY;

  /**
   * The list to continue in after a failure at a target of this list; null if no other target would
   * do better.
   */
  @Nullable FallbackList after(FailureType failure) {
    return switch (failure.fallback()) {
      case CONTEXT_WINDOW -> CONTEXT_WINDOW;
      case CONTENT_POLICY -> CONTENT_POLICY;
      case GENERAL -> this;
      case NONE -> null;
    };
  }
}
