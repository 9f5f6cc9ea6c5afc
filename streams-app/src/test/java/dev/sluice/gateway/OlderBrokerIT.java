package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.registry.RegistryServer;
import dev.sluice.v1.CompletionRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker of the release of Kafka before ours is enough. */
class OlderBrokerIT {
  private static final int REQUESTS = 60;

  private static final String CONFIG =
      """
      topics: {prefix: older., partitions: 2, create: true}
      dispatch: {drain: 0s, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      unknown_tenants:
        limits:
          - {per: tenant, metric: requests, amount: 1000, window: 1h}
          - {per: tenant, metric: tokens, amount: 100000000, window: 1h}
      """;

  @TempDir Path dir;

  @Test
  void shouldEndEveryRequestOnceOnABrokerOfTheReleaseBeforeAlsoOverARestart() throws Exception {
    // Given
    try (OlderBroker broker = OlderBroker.start(dir);
        RegistryServer registry = RegistryServer.start(dir.resolve("schemas.jsonl"), 0);
        CountingProvider provider = CountingProvider.start(Duration.ofMillis(100));
        Audit audit = new Audit(broker.bootstrapServers(), registry.url(), "older.")) {
      List<String> published;
      try (Gateway first = RealCluster.start(config(broker, registry, provider))) {
        assertThat(first.isLive()).isTrue();
        published = publish(audit.client());
        await().until(() -> audit.ended() > 0);
      }

      // When
      try (Gateway second = RealCluster.start(config(broker, registry, provider))) {
        assertThat(second.isLive()).isTrue();
        await().until(() -> audit.ended() >= REQUESTS);
      }

      // Then
      audit.assertEndedOnce(published);
      assertThat(audit.failed()).isEmpty();
      audit.assertSettled();
      audit.assertRepeatsExplained(provider, Set.of("test"), Set.of());
    }
  }

  private static List<String> publish(Client client) {
    List<CompletionRequest> requests =
        IntStream.range(0, REQUESTS)
            .mapToObj(number -> Client.named("r-" + number).build())
            .toList();
    client.publishesAll(List.of("acme", "globex"), requests);
    return requests.stream().map(CompletionRequest::getRequestId).toList();
  }

  private String config(OlderBroker broker, RegistryServer registry, CountingProvider provider) {
    return RealCluster.config(
        "older.",
        dir.resolve("state"),
        broker.bootstrapServers(),
        registry.url(),
        CONFIG.formatted(provider.settings("test")));
  }
}
