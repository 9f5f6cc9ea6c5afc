package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What fails within a process that lives on: its calls go on, and none is made twice. Counted by
 * the provider.
 */
class ThreadDeathIT {
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 4, create: true}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldGoOnWithKnownSchemasAndCallNobodyTwiceWhenTheRegistryIsAway() throws Exception {
    // Given
    byte[] newer;
    try (CountingProvider provider = provider();
        RegistryProxy registry = RegistryProxy.start(CLUSTER.registryUrl());
        Load load = load("lonely.")) {
      try (Gateway gateway = gateway("lonely.", registry.url(), provider)) {
        load.start();
        load.awaitProgress(20);
        newer =
            LaterRelease.bytes(
                CLUSTER.registryUrl(), "lonely.requests", Client.named("newer").build());

        // When
        registry.away();
        load.awaitProgress(40);
        assertThat(StreamsBeans.failedThreads("lonely.")).isZero();
        provider.hold();
        await().until(() -> provider.underWay() >= 10);
        int lookUps = registry.lookUps(id -> true);
        load.client().publishesBytes(0, "tenant-0", newer);
        load.also("newer");
        await().until(() -> registry.lookUps(id -> true) >= lookUps + 2);
        provider.release();
        load.awaitProgress(20);
        assertThat(StreamsBeans.failedThreads("lonely.")).isZero();
        registry.back();

        load.finish();
        assertThat(gateway.isLive()).isTrue();
      }

      // Then
      load.assertKept(provider, Set.of(), Set.of());
    }
  }

  @Test
  void shouldCallNobodyTwiceAndShowOnlyWhatIsCommittedWhenItsTransactionsAreFenced()
      throws Exception {
    // Given
    try (CountingProvider provider = provider();
        Load load = load("fenced.");
        Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
      try (Gateway gateway = gateway("fenced.", CLUSTER.registryUrl(), provider);
          Pollers pollers = new Pollers(gateway.port())) {
        load.isPolledBy(pollers);
        load.start();
        load.awaitProgress(20);
        provider.hold();
        await().until(() -> provider.underWay() >= 10);

        // When
        fence(admin);
        await().until(() -> StreamsBeans.closedTasks("fenced.") >= 1);
        provider.release();
        load.awaitProgress(20);
        // in the middle of transactions that end calls
        fence(admin);
        load.awaitProgress(20);

        load.finish();
        load.awaitPollers();
        pollers.assertSawOnlyWhatIsCommitted(load.client());
        assertThat(gateway.isLive()).isTrue();
      }

      // Then
      load.assertKept(provider, Set.of(), Set.of());
    }
  }

  private static void fence(Admin admin) throws Exception {
    List<String> ours =
        admin.listTransactions().all().get().stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> id.startsWith("fenced."))
            .toList();
    admin.fenceProducers(ours).all().get();
  }

  private static CountingProvider provider() throws Exception {
    return CountingProvider.start(Duration.ofMillis(300));
  }

  private static Load load(String prefix) {
    return new Load(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
  }

  private Gateway gateway(String prefix, String registryUrl, CountingProvider provider)
      throws Exception {
    return RealCluster.start(
        RealCluster.config(
            prefix,
            dir,
            CLUSTER.bootstrapServers(),
            registryUrl,
            CONFIG.formatted(prefix, provider.settings("g1"))));
  }
}
