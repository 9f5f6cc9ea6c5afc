package dev.sluice.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one attempt to deliver a webhook ended. */
public sealed interface DeliveryResult {

  /**
   * @param retryAfter how long the receiver asks to be left alone; null if it doesn't
   */
  record Answered(int status, @Nullable Duration retryAfter) implements DeliveryResult {}

  /**
   * There was no answer.
   *
   * @param reason for display; without the URL, which may hold a secret
   */
  record Unanswered(String reason) implements DeliveryResult {}
}
