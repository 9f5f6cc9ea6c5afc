package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gateway starts again on the state that was left behind, after a kill too. */
class StateAfterKillIT {
  private static final String PREFIX = "segments.";
  private static final int NEWER = 400;

  /** Half of the retention, as Kafka Streams divides it. */
  private static final Duration SEGMENT = Duration.ofMinutes(5);

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 1, create: true}
      requests: {max_deadline: 9m}
      view: {results_ttl: 1m, retention: 10m}
      providers: {first: {kind: echo}}
      routes: {chat: {time_limit: 9m, targets: [{provider: first, model: swift-1}]}}
      tenants: {acme: {keys: {default: {api_key: sk-acme}}}}
      """
          .formatted(PREFIX);

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldStartAtTheFirstTryWithEveryRowWhenItIsKilledWithTwoSegments() throws Exception {
    // Given: an older segment that is nowhere but in memory, and a newer one that has reached the
    // disk, of the view's store as well as of the gateway's
    String config = SmallWriteBuffers.in(CLUSTER.config(PREFIX, dir.resolve("state"), CONFIG));
    try (Client client = CLUSTER.client(PREFIX)) {
      try (GatewayProcess first = GatewayProcess.start(dir, "first", config)) {
        new TopicClock(CLUSTER.bootstrapServers(), PREFIX + "requests")
            .publishesAt(
                Instant.now().minus(SEGMENT), client, "acme", Client.named("older").build());
        client.publishesAll(
            List.of("acme"), IntStream.range(0, NEWER).mapToObj(i -> newer(i)).toList());
        await().until(() -> client.results.values().size() > NEWER);
        assertThat(unfound(client, first.port())).isEmpty();

        // When
        first.kill();
      }
      // without the proof that it has ended, which would have small stores deleted before the start
      Files.delete(dir.resolve("state").resolve(PREFIX + "gateway").resolve("owners"));
      try (GatewayProcess second = GatewayProcess.start(dir, "second", config)) {

        // Then
        await().untilAsserted(() -> assertThat(unfound(client, second.port())).isEmpty());
        client.publishes("acme", Client.named("afterwards").build());
        await().until(() -> client.results.values().size() > NEWER + 1);
        assertThat(client.results.values()).hasSize(NEWER + 2);
      }
    }
  }

  @Test
  void shouldNotGiveUpItsTasksWhenSmallStoresWereLeftOpenByAKill() throws Exception {
    // Given: stores that have reached the disk since they were opened
    String prefix = "small.";
    String config =
        SmallWriteBuffers.in(
            CLUSTER.config(prefix, dir.resolve("state"), CONFIG.replace(PREFIX, prefix)));
    try (Client client = CLUSTER.client(prefix);
        GatewayProcess first = GatewayProcess.start(dir, "first", config)) {
      client.publishesAll(
          List.of("acme"), IntStream.range(0, NEWER).mapToObj(i -> newer(i)).toList());
      await().until(() -> client.results.values().size() == NEWER);
      first.kill();
    }

    // When
    try (Gateway second = RealCluster.start(config)) {

      // Then
      assertThat(second.isLive()).isTrue();
      assertThat(StreamsBeans.closedTasks(prefix)).isZero();
    }
  }

  private static CompletionRequest newer(int number) {
    return Client.request("newer-" + number, "chat")
        .setMessages(List.of(Client.message("x".repeat(1_000))))
        .build();
  }

  @Test
  void shouldKeepTheStateOfAPartitionWithoutRowsWhenItStartsAgain() throws Exception {
    // Given: tasks whose window stores have no segment
    String idle =
        CLUSTER.config(
            "never-asked.", dir.resolve("state"), CONFIG.replace(PREFIX, "never-asked."));
    RealCluster.start(idle).close();

    // When
    try (Gateway second = RealCluster.start(idle)) {

      // Then
      assertThat(second.isLive()).isTrue();
      assertThat(StreamsBeans.closedTasks("never-asked.")).isZero();
    }
  }

  /** What was answered and can't be polled. */
  private static List<String> unfound(Client client, int port) {
    return client.results.values().stream()
        .map(CompletionResult::getPollingId)
        .filter(id -> status(client, port, id) != 200)
        .toList();
  }

  private static int status(Client client, int port, String pollingId) {
    try {
      return client.polls(port, "sk-acme", pollingId).status();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
