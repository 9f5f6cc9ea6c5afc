package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outcomes and commands go before a backlog of requests. Told by the order of decisions alone: each
 * event says its place in it.
 */
class StarvationIT {
  private static final String PREFIX = "starvation.";
  private static final int BACKLOG = 20_000;

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 1, create: true}
      dispatch: {drain: 0s}
      providers: {slow: {kind: echo}}
      routes:
        paused:
          time_limit: 20m
          targets: [{provider: slow, model: swift-1, timeout: 15m, extra_body: {echo: {delay: %s}}}]
        endless:
          time_limit: 20m
          targets: [{provider: slow, model: sage-2, timeout: 15m, extra_body: {echo: {delay: 10m}}}]
      tenants:
        acme: {}
        globex:
          limits: [{per: tenant, metric: requests, amount: 1, window: 1h}]
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldHandleOutcomesAndCommandsWhileABacklogIsUndecided() throws Exception {
    // Given
    try (Client client = CLUSTER.client(PREFIX)) {
      // nothing ends here, so all that is to be handled is behind the backlog
      try (Gateway before = gateway("10m")) {
        client.publishes("acme", request("answered", "paused").build());
        client.publishes("acme", request("cancelled", "endless").build());
        await().until(() -> before.isLive() && client.polling.values().size() == 2);
      }
      List<CompletionRequest> backlog =
          IntStream.range(0, BACKLOG)
              .mapToObj(number -> request("r-" + number, "paused").build())
              .toList();
      client.publishesAll(List.of("globex"), backlog);
      client.send(PREFIX + "commands", null, "acme", cancel(pollingId(client, "cancelled")));

      // When
      try (Gateway after = gateway("0s")) {
        assertThat(after.isLive()).isTrue();
        await().until(() -> cancelled(client).isPresent() && answered(client).isPresent());
      }

      // Then
      Source cancelled = cancelled(client).orElseThrow().getSource();
      Source answered = answered(client).orElseThrow().getSource();
      assertThat(decidedBefore(client, cancelled)).isLessThan(BACKLOG / 2);
      assertThat(decidedBefore(client, answered)).isLessThan(BACKLOG / 2);
    }
  }

  private static Optional<ErrorRecord> cancelled(Client client) {
    return client.errors.values().stream()
        .filter(error -> error.getRequestId().equals("cancelled"))
        .findFirst();
  }

  private static Optional<CompletionResult> answered(Client client) {
    return client.results.values().stream()
        .filter(result -> result.getRequestId().equals("answered"))
        .findFirst();
  }

  /** How many of the backlog's requests were refused earlier. */
  private static long decidedBefore(Client client, Source source) {
    return client.errors.values().stream()
        .filter(error -> error.getStage() == ErrorStage.REJECTED)
        .filter(error -> error.getSource().getSeq() < source.getSeq())
        .count();
  }

  private static String pollingId(Client client, String requestId) {
    return client.polling.values().stream()
        .filter(event -> event.getRequestId().equals(requestId))
        .map(PollingEvent::getPollingId)
        .findFirst()
        .orElseThrow();
  }

  private static Command cancel(String pollingId) {
    return Command.newBuilder()
        .setKind(CommandKind.CANCEL)
        .setPollingId(pollingId)
        .setCommandId("c-1")
        .setIssuedAt(Instant.now())
        .build();
  }

  private Gateway gateway(String delay) throws Exception {
    return RealCluster.start(
        CLUSTER.config(PREFIX, dir.resolve("state"), CONFIG.formatted(PREFIX, delay)));
  }
}
