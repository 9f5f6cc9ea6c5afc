package dev.sluice.webhook;

import java.time.Instant;

/**
 * A webhook that has not been taken yet. Immutable; any thread.
 *
 * @param tenant whose policy says where to
 * @param tries how many have failed
 * @param due not to be tried before
 */
public record PendingWebhook(String tenant, WebhookEvent event, int tries, Instant due) {

  /** After one more try that failed. */
  public PendingWebhook again(Instant due) {
    return new PendingWebhook(tenant, event, tries + 1, due);
  }
}
