package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.v1.CompletionRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose disk is full says so and ends, and loses nothing. */
class FullDiskIT {
  private static final int REQUESTS = 20;

  private static final String CONFIG =
      """
      topics: {prefix: full., partitions: 1, create: true}
      dispatch: {lease: 10m, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      tenants:
        acme:
          limits:
            - {per: tenant, metric: requests, amount: 1000, window: 1h}
            - {per: tenant, metric: tokens, amount: 100000000, window: 1h}
            - {per: tenant, metric: concurrent, amount: 1000}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndWithAStatusOfItsOwnAndLoseNothingWhenNothingCanBeWritten() throws Exception {
    // Given
    assumeThat(GatewayProcess.canFillDisk()).isTrue();
    try (CountingProvider provider = CountingProvider.start(Duration.ZERO);
        Audit audit = new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), "full.")) {
      List<String> published = new ArrayList<>();
      provider.hold();
      try (GatewayProcess first = GatewayProcess.start(dir, "first", config("first", provider))) {
        publish(audit.client(), "small", 10, published);
        await().until(() -> provider.underWay() == REQUESTS);

        // When
        first.fillDisk();
        publish(audit.client(), "large", 50_000, published);
        await().until(() -> !first.isLive(audit.client()));
        provider.release();

        // Then
        assertThat(first.awaitEnd()).isEqualTo(ExitStatus.STATE_UNUSABLE.code());
        assertThat(members()).isEmpty();
      }
      try (Gateway second = RealCluster.start(config("second", provider))) {
        assertThat(second.isLive()).isTrue();
        await().until(() -> audit.ended() >= published.size());
      }
      audit.assertEndedOnce(published);
      assertThat(audit.client().errors.values()).isEmpty();
      audit.assertSettled();
      // it has waited for the answers, and written them: nobody waits for its lease
      audit.assertRepeatsExplained(provider, Set.of(), Set.of());
    }
  }

  /** Static members would stay for their session, and nobody could have their partitions. */
  private static Collection<MemberDescription> members() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of("full.gateway"))
          .describedGroups()
          .values()
          .iterator()
          .next()
          .get()
          .members();
    }
  }

  private static void publish(Client client, String name, int bytes, List<String> published) {
    List<CompletionRequest> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      String id = name + "-" + i;
      requests.add(
          Client.named(id)
              .setMessages(List.of(Client.message(id), Client.message("x".repeat(bytes))))
              .build());
      published.add(id);
    }
    client.publishesAll(List.of("acme"), requests);
  }

  private String config(String run, CountingProvider provider) {
    return SmallWriteBuffers.in(
        CLUSTER.config("full.", dir.resolve("state"), CONFIG.formatted(provider.settings(run))));
  }
}
