package dev.sluice.webhook;

import java.time.Instant;

/**
 * A webhook that has not been delivered yet. Immutable; any thread.
 *
 * @param tenant whose policy names the receiver
 * @param tries how many attempts have failed
 * @param due not before this time
 */
public record PendingWebhook(String tenant, WebhookEvent event, int tries, Instant due) {

  /** After another failed attempt. */
  public PendingWebhook again(Instant due) {
    return new PendingWebhook(tenant, event, tries + 1, due);
  }
}
