package dev.sluice.call;

import dev.sluice.failure.FailureType;
import org.jspecify.annotations.Nullable;

/** The lists of targets that a call may go on to, by what went wrong. */
public enum FallbackList {
  /** The route's own targets, then the request's fallbacks, then the route's. */
  GENERAL,
  /** For a prompt that is too long for a target: those with a larger context window. */
  CONTEXT_WINDOW,
  /** For a prompt that a provider refuses for its content: those with another policy. */
  CONTENT_POLICY;

  /**
   * The list to go on in after a failure at one of this list's targets; null where no other target
   * would do better.
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
