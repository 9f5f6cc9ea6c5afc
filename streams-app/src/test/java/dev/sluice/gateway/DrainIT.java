package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor stops a gateway whose calls take longer than it may wait for them. */
class DrainIT {
  private static final int SIGTERM = 143;

  /** Nobody who had to wait for the lease would be done within the test. */
  private static final String CONFIG =
      """
      topics: {prefix: drain., partitions: 1, create: true}
      dispatch: {drain: 1s, lease: 10m, sweep: 200ms}
      providers: {counted: %s}
      routes:
        chat:
          time_limit: 20m
          targets: [{provider: counted, model: swift-1, timeout: 15m}]
      tenants:
        acme:
          limits:
            - {per: tenant, metric: requests, amount: 100, window: 1h}
            - {per: tenant, metric: tokens, amount: 10000000, window: 1h}
            - {per: tenant, metric: concurrent, amount: 100}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldStopAndHandItsCallsOverWhenTheyOutlastTheDrain() throws Exception {
    // Given
    List<CompletionRequest> requests =
        IntStream.range(0, 10).mapToObj(number -> Client.named("r-" + number).build()).toList();
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO);
        Audit audit = new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), "drain.")) {
      provider.hold();
      try (GatewayProcess first = GatewayProcess.start(dir, "first", config("first", provider))) {
        audit.client().publishesAll(List.of("acme"), requests);
        await().until(() -> provider.underWay() == requests.size());

        // When
        first.stop();

        // Then
        assertThat(first.awaitEnd()).isEqualTo(SIGTERM);
      }
      assertThat(audit.outcomes(OutcomeKind.ABANDONED))
          .extracting(AttemptOutcome::getPollingId)
          .containsExactlyInAnyOrderElementsOf(
              audit.accepted().stream().map(PollingEvent::getPollingId).toList());
      provider.release();
      try (Gateway second = RealCluster.start(config("second", provider))) {
        assertThat(second.isLive()).isTrue();
        await().until(() -> audit.ended() >= requests.size());
      }
      audit.assertEndedOnce(requests.stream().map(CompletionRequest::getRequestId).toList());
      audit.assertSettled();
      audit.assertRepeatsExplained(provider, Set.of("first"), Set.of());
    }
  }

  private String config(String run, CountingProvider provider) {
    return CLUSTER.config("drain.", dir.resolve("state"), CONFIG.formatted(provider.settings(run)));
  }
}
