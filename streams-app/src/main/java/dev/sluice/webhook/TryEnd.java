package dev.sluice.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one try to deliver a webhook ended. */
public sealed interface TryEnd {

  /**
   * @param retryAfter how long the receiver asks to be left alone; null where it doesn't
   */
  record Answered(int status, @Nullable Duration retryAfter) implements TryEnd {}

  /**
   * Nobody answered.
   *
   * @param reason for a person; without the URL, which may hold something secret
   */
  record Unanswered(String reason) implements TryEnd {}
}
