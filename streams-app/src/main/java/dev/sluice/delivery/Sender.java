package dev.sluice.delivery;

import dev.sluice.webhook.DeliveryResult;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
import java.util.function.Consumer;

/** Makes one attempt to deliver a webhook. */
public interface Sender {

  /**
   * Does not block.
   *
   * @param onEnd called once, on any thread, at any time
   */
  void send(PendingWebhook webhook, Endpoint.At endpoint, Consumer<DeliveryResult> onEnd);
}
