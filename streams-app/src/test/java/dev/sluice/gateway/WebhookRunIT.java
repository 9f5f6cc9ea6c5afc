package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.webhook.WebhookReceiver;
import dev.sluice.webhook.WebhookReceiver.Answer;
import dev.sluice.webhook.WebhookReceiver.Received;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of a gateway on a real broker, to a receiver on this machine. */
class WebhookRunIT {
  private static final String PREFIX = "webhooks.";
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers: {echo: {kind: echo}}
      retries: {max: 0}
      routes:
        chat:
          targets: [{provider: echo, model: swift-1}]
        broken:
          targets: [{provider: echo, model: swift-1, extra_body: {echo: {status: 400}}}]
      """
          .formatted(PREFIX);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldTellHowCallsEndedAndGoOnWithItsTriesAfterARestart() throws Exception {
    try (WebhookReceiver receiver = new WebhookReceiver();
        Client client = CLUSTER.client(PREFIX)) {
      // Given
      try (Gateway silent = RealCluster.start(CLUSTER.config(PREFIX, dir, CONFIG + silent()))) {
        assertThat(silent.isLive()).isTrue();
        client.publishes("acme", request("long ago", "chat").build());
        await().until(() -> client.results.values().size() == 1);
      }
      receiver.answers(Answer.of(503));
      try (Gateway first = RealCluster.start(config(receiver))) {
        client.publishes("acme", request("r-1", "chat").build());
        await().until(() -> receiver.received().size() == 1);
        await()
            .untilAsserted(
                () ->
                    assertThat(client.metric(first.port(), "sluice_webhooks_attempts_failed_total"))
                        .isEqualTo(1));
      }

      // When
      try (Gateway second = RealCluster.start(config(receiver))) {
        client.publishes("acme", request("r-2", "broken").build());
        await().until(() -> receiver.received().size() == 3);

        // Then
        List<Received> received = receiver.received();
        assertThat(received)
            .allSatisfy(
                each -> {
                  assertThat(each.verifies(SECRET)).isTrue();
                  assertThat(each.json().path("object").asText()).isEqualTo("event");
                });
        Received failed = received.get(0);
        Received again =
            received.stream().skip(1).filter(each -> each.id().equals(failed.id())).findAny().get();
        assertThat(again.body()).isEqualTo(failed.body());
        assertThat(again.json().path("type").asText()).isEqualTo("response.completed");
        assertThat(again.json().at("/data/id").asText())
            .isEqualTo(client.results.values().get(1).getPollingId());
        Received other =
            received.stream().filter(each -> !each.id().equals(failed.id())).findAny().get();
        assertThat(other.json().path("type").asText()).isEqualTo("response.failed");
        assertThat(other.json().at("/data/id").asText())
            .isEqualTo(client.errors.values().get(0).getPollingId());
        await()
            .untilAsserted(
                () -> {
                  assertThat(client.metric(second.port(), "sluice_webhooks_delivered_total"))
                      .isEqualTo(2);
                  assertThat(client.metric(second.port(), "sluice_webhooks_pending")).isZero();
                });
        assertThat(receiver.received()).hasSize(3);
      }
    }
  }

  private static String silent() {
    return "tenants: {acme: {}}\n";
  }

  private String config(WebhookReceiver receiver) {
    return CLUSTER.config(PREFIX, dir, CONFIG)
        + """
        webhooks:
          secrets: {main: {current: %s}}
          allow_http: true
          allow_addresses: 127.0.0.1
          retries: [3s, 1h]
        tenants: {acme: {webhook_url: '%s', webhook_secret_id: main}}
        """
            .formatted(SECRET, receiver.url());
  }
}
