package dev.sluice.cli;

import static dev.sluice.cli.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed leaves no request without its one end. Told from the topics alone. */
class KillTest {
  private static final int REQUESTS = 200;
  private static final List<String> TENANTS = List.of("acme", "globex", "initech");

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndEveryRequestOnceWhenTheGatewayIsKilledWithAllOfThemInFlight() throws Exception {
    // Given
    try (Client client = CLUSTER.client("killed.")) {
      Set<String> ids;
      // slower than the test: none of them can end before the kill
      try (ChildJvm first = gateway("killed.", "10m")) {
        ids = publish(client);
        await().until(() -> inProgress(client).equals(ids));
        await().until(() -> client.metric(port(first), "sluice_calls_in_flight") == REQUESTS);

        // When
        first.kill();
      }
      assertThat(terminal(client)).isEmpty();
      try (ChildJvm second = gateway("killed.", "100ms")) {
        await().until(() -> terminal(client).size() >= REQUESTS);
        stop(second);
      }

      // Then
      assertEndedOnce(client, ids);
      assertThat(client.results.values())
          .allSatisfy(result -> assertThat(result.getAttempts()).hasSize(1))
          .allSatisfy(result -> assertThat(result.getAttempts().get(0).getNumber()).isEqualTo(2));
    }
  }

  @Test
  void shouldEndEveryRequestOnceWhenTheGatewayIsKilledInTheMiddleOfItsWork() throws Exception {
    // Given
    try (Client client = CLUSTER.client("midway.")) {
      Set<String> ids;
      try (ChildJvm first = gateway("midway.", "200ms")) {
        ids = publish(client);
        await().until(() -> !terminal(client).isEmpty());

        // When
        first.kill();
      }
      try (ChildJvm second = gateway("midway.", "200ms")) {
        await().until(() -> terminal(client).size() >= REQUESTS);
        stop(second);
      }

      // Then
      assertEndedOnce(client, ids);
    }
  }

  /** A stop that leaves nothing under way: what comes twice has come by then. */
  private static void stop(ChildJvm gateway) throws Exception {
    gateway.terminate();
    assertThat(gateway.awaitEnd(RealCluster.PATIENCE)).isTrue();
  }

  private static void assertEndedOnce(Client client, Set<String> ids) {
    List<PollingEvent> accepted =
        client.polling.values().stream()
            .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
            .toList();
    assertThat(accepted)
        .extracting(PollingEvent::getRequestId)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(accepted).extracting(PollingEvent::getPollingId).doesNotHaveDuplicates();
    assertThat(terminal(client))
        .containsExactlyInAnyOrderElementsOf(
            accepted.stream().map(PollingEvent::getPollingId).toList());
    assertThat(client.errors.values()).extracting(ErrorRecord::getFailure).isEmpty();
  }

  private static Set<String> publish(Client client) {
    List<CompletionRequest> requests =
        IntStream.range(0, REQUESTS)
            .mapToObj(number -> Client.request("r-" + number, "chat").build())
            .toList();
    client.publishesAll(TENANTS, requests);
    Set<String> ids = new HashSet<>();
    requests.forEach(request -> ids.add(request.getRequestId()));
    return ids;
  }

  private static Set<String> inProgress(Client client) {
    Set<String> ids = new HashSet<>();
    for (PollingEvent event : client.polling.values()) {
      if (event.getTarget() != null) {
        ids.add(event.getRequestId());
      }
    }
    return ids;
  }

  /** The polling IDs of all terminal records, as often as they are there. */
  private static List<String> terminal(Client client) {
    List<String> ids = new ArrayList<>();
    client.results.values().stream().map(CompletionResult::getPollingId).forEach(ids::add);
    client.errors.values().stream().map(ErrorRecord::getPollingId).forEach(ids::add);
    return ids;
  }

  /** Of the same name and on the same directory each time. */
  private ChildJvm gateway(String prefix, String delay) throws Exception {
    String config =
        CLUSTER.config(
            prefix,
            dir.resolve("state"),
            """
            topics: {prefix: %s, partitions: 2, create: true}
            dispatch: {max_in_flight_per_task: 500, max_in_flight: 500, lease: 3s, sweep: 200ms}
            providers:
              slow: {kind: echo, max_in_flight: 500}
            routes:
              chat:
                time_limit: 20m
                targets:
                  - {provider: slow, model: swift-1, timeout: 15m, extra_body: {echo: {delay: %s}}}
            tenants: {acme: {}, globex: {}, initech: {}}
            """
                .formatted(prefix, delay));
    Path file = Files.writeString(dir.resolve(delay + ".yaml"), config);
    return ChildJvm.start(
        new ChildJvm.Command(
            "the gateway",
            "dev.sluice.cli.Main",
            System.getProperty("java.class.path"),
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            List.of("run", "--config", file.toString()),
            Map.of()),
        line -> line.startsWith("ready "),
        RealCluster.PATIENCE,
        line -> {});
  }

  private static int port(ChildJvm gateway) {
    return URI.create(gateway.readyLine().substring("ready ".length())).getPort();
  }
}
