package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for commits, over a real broker. */
class CommitPaceRunIT {
  private static final String PREFIX = "pace.";

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers:
        first: {kind: echo}
      routes:
        chat:
          targets: [{name: chat-first, provider: first, model: swift-1}]
      unknown_tenants:
        limits: [{per: tenant, metric: requests, amount: 100, window: 1m}]
      """
          .formatted(PREFIX);

  private static final String LONG_INTERVAL =
      """
      kafka:
        commit.interval.ms: 600000
        producer.transaction.timeout.ms: 600000""";

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path stateDir;

  private Gateway gateway;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    String config = CLUSTER.config(PREFIX, stateDir, CONFIG).replace("kafka:", LONG_INTERVAL);
    gateway = RealCluster.start(config);
    client = CLUSTER.client(PREFIX);
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
  }

  @Test
  void shouldAnswerWithoutWaitingForTheIntervalOfCommits() {
    // When
    client.publishesAll(
        List.of("acme", "globex"),
        List.of(request("r-1", "chat").build(), request("r-2", "chat").build()));

    // Then
    await()
        .untilAsserted(
            () ->
                assertThat(client.results.values())
                    .extracting(CompletionResult::getRequestId)
                    .containsExactlyInAnyOrder("r-1", "r-2"));
  }
}
