package dev.sluice.gateway;

import dev.sluice.access.KafkaFaults;
import dev.sluice.access.Role;
import dev.sluice.config.Settings;
import dev.sluice.delivery.WebhookEndpoints;
import dev.sluice.http.ApiKeys;
import dev.sluice.topology.TopicSerdes;
import dev.sluice.wire.TopicNames;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Starts the part that sends webhooks in two steps, so that the gateway need not wait for it. Each
 * blocks its thread.
 *
 * @param gateway told if the part can't be started
 */
record WebhookLauncher(
    Settings settings,
    TopicNames topics,
    KafkaClients clients,
    StreamsHealth gateway,
    InstantSource clock) {

  /**
   * Commits where a new one begins; the gateway must not have decided anything yet.
   *
   * @return false if none are sent
   */
  boolean establish() throws StartException, InterruptedException {
    if (!settings.webhooks().isOn()) {
      return false;
    }
    Admin admin = Admin.create(clients.admin());
    try {
      new WebhookStart(
              admin,
              KafkaFaults.of(settings, Role.GATEWAY),
              settings.webhooksApplicationId(),
              List.of(topics.results(), topics.errors(), topics.budgets()))
          .establish(settings.startTimeout());
      return true;
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /**
   * Waits until the gateway runs, and starts the part then.
   *
   * @return empty if the gateway stops before
   */
  Optional<WebhookService> start(
      RegistryAccess registry, WebhookEndpoints endpoints, ApiKeys keys, MeterRegistry metrics)
      throws StartException, InterruptedException {
    if (!gateway.awaitRunning()) {
      return Optional.empty();
    }
    try {
      WebhookService service =
          WebhookService.open(
              settings,
              topics,
              clients,
              new WebhookService.Input(
                  TopicSerdes.of(registry.wire(), topics).committed(), registry.lookAhead()),
              endpoints,
              clock);
      service.start(keys, metrics);
      return Optional.of(service);
    } catch (StartException unusable) {
      gateway.refuse(unusable);
      throw unusable;
    } catch (RuntimeException failed) {
      // nobody awaits this step, so it would be lost
      gateway.refuse(
          Refusals.find(KafkaFaults.of(settings, Role.GATEWAY), failed)
              .orElseGet(
                  () ->
                      new StartException(
                          ExitStatus.FAILED, "webhooks can't be sent: " + failed, failed)));
      throw failed;
    }
  }
}
