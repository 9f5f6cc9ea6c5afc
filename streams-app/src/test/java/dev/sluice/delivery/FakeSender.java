package dev.sluice.delivery;

import dev.sluice.webhook.DeliveryResult;
import dev.sluice.webhook.Endpoint;
import dev.sluice.webhook.PendingWebhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps tries, which end when the test says. */
final class FakeSender implements Sender {
  record Try(PendingWebhook webhook, Endpoint.At endpoint, Consumer<DeliveryResult> onEnd) {
    String type() {
      return webhook.event().type();
    }

    String pollingId() {
      return webhook.event().subject();
    }

    void answered(int status) {
      onEnd.accept(new DeliveryResult.Answered(status, null));
    }

    void answered(int status, @Nullable Duration retryAfter) {
      onEnd.accept(new DeliveryResult.Answered(status, retryAfter));
    }
  }

  private final List<Try> tries = new ArrayList<>();

  @Override
  public void send(PendingWebhook webhook, Endpoint.At endpoint, Consumer<DeliveryResult> onEnd) {
    tries.add(new Try(webhook, endpoint, onEnd));
  }

  /** Those that were begun since it was asked last. */
  List<Try> begun() {
    List<Try> begun = List.copyOf(tries);
    tries.clear();
    return begun;
  }
}
