package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that is killed leaves no request without its one end. Told from the topics alone. */
class KillIT {
  private static final int REQUESTS = 600;

  /** One tenant of three has half the room that it needs. */
  private static final int ACCEPTED = 500;

  /** Nobody who had to wait for it would be done within the test. */
  private static final String NEVER = "10m";

  private static final List<String> TENANTS = List.of("acme", "globex", "initech");

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      dispatch: {max_in_flight_per_task: 500, max_in_flight: 500, lease: %s, sweep: 200ms}
      providers: {counted: %s}
      routes:
        chat:
          time_limit: 20m
          targets: [{provider: counted, model: swift-1, timeout: 15m}]
      tenants:
        acme: &roomy
          limits:
            - {per: tenant, metric: concurrent, amount: 500}
            - {per: tenant, metric: requests, amount: 500, window: 1h}
            - {per: tenant, metric: tokens, amount: 100000000, window: 1h}
        globex:
          limits:
            - {per: tenant, metric: requests, amount: 100, window: 1h}
            - {per: tenant, metric: tokens, amount: 100000000, window: 1h}
        initech: *roomy
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndEveryRequestOnceWhenTheGatewayIsKilledWithAllOfThemInFlight() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO);
        Audit audit = audit("killed.")) {
      List<String> published;
      provider.hold();
      try (GatewayProcess first =
          GatewayProcess.start(dir, "first", config("killed.", "first", NEVER, provider))) {
        published = publish(audit.client());
        await().until(() -> provider.underWay() == ACCEPTED);

        // When
        first.kill();
      }
      assertThat(audit.terminal()).isEmpty();
      provider.release();
      try (Gateway second = RealCluster.start(config("killed.", "second", NEVER, provider))) {
        assertThat(second.isLive()).isTrue();
        await().until(() -> audit.ended() >= REQUESTS);
      }

      // Then
      assertKept(audit, published, provider);
      assertThat(provider.repeats()).hasSize(ACCEPTED);
      assertThat(audit.client().results.values())
          .extracting(CompletionResult::getAttempts)
          .allSatisfy(attempts -> assertThat(attempts).hasSize(1))
          .allSatisfy(attempts -> assertThat(attempts.get(0).getNumber()).isEqualTo(2));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldEndEveryRequestOnceWhenTheGatewayIsKilledInTheMiddleOfItsWork(
      boolean stateDirectoryLost) throws Exception {
    // Given
    String prefix = stateDirectoryLost ? "stateless." : "midway.";
    String lease = stateDirectoryLost ? "3s" : NEVER;
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(200));
        Audit audit = audit(prefix)) {
      List<String> published;
      try (GatewayProcess first =
          GatewayProcess.start(dir, "first", config(prefix, "first", lease, provider))) {
        published = publish(audit.client());
        await().until(() -> !audit.terminal().isEmpty());

        // When
        first.kill();
      }
      if (stateDirectoryLost) {
        MoreFiles.deleteRecursively(dir.resolve("state"));
      }
      try (Gateway second = RealCluster.start(config(prefix, "second", lease, provider))) {
        assertThat(second.isLive()).isTrue();
        await().until(() -> audit.ended() >= REQUESTS);
      }

      // Then
      assertKept(audit, published, provider);
    }
  }

  private static void assertKept(Audit audit, List<String> published, CountingProvider provider) {
    audit.assertEndedOnce(published);
    assertThat(audit.accepted()).hasSize(ACCEPTED);
    assertThat(audit.failed()).isEmpty();
    assertThat(audit.rejected())
        .extracting(ErrorRecord::getTenant)
        .containsOnly("globex")
        .hasSize(REQUESTS - ACCEPTED);
    audit.assertSettled();
    audit.assertRepeatsExplained(provider, Set.of("first"), Set.of());
  }

  private static List<String> publish(Client client) {
    List<CompletionRequest> requests =
        IntStream.range(0, REQUESTS)
            .mapToObj(number -> Client.named("r-" + number).build())
            .toList();
    client.publishesAll(TENANTS, requests);
    return requests.stream().map(CompletionRequest::getRequestId).toList();
  }

  private static Audit audit(String prefix) {
    return new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
  }

  /** Of the same instance and on the same directory each time. */
  private String config(String prefix, String run, String lease, CountingProvider provider) {
    return CLUSTER.config(
        prefix, dir.resolve("state"), CONFIG.formatted(prefix, lease, provider.settings(run)));
  }
}
