package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.HostAndPort;
import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.demo.SmallJvm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The broker and the registry go away in the middle of the work and come back: stopped in good
 * order, or killed. Told from the topics alone.
 */
class OutageIT {
  private static final String CONFIG =
      """
      topics: {prefix: outage., partitions: 4, create: true}
      dispatch: {lease: 8s, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @SuppressWarnings("try") // the cluster is closed in the middle, which may be done twice
  void shouldEndEveryRequestOnceWhenBrokerAndRegistryGoAwayAndComeBack(boolean killed)
      throws Exception {
    // Given
    LocalClusterProcess.Options options = SmallJvm.cluster(dir.resolve("cluster"));
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(300));
        LocalClusterProcess before = LocalClusterProcess.start(options)) {
      String config =
          RealCluster.config(
              "outage.",
              dir.resolve("state"),
              before.bootstrapServers(),
              before.registryUrl(),
              CONFIG.formatted(provider.settings("g1")));
      try (Load load = new Load(before.bootstrapServers(), before.registryUrl(), "outage.");
          GatewayProcess gateway = GatewayProcess.start(dir, "g1", config)) {
        load.start();
        load.awaitProgress(20);
        provider.hold();
        RealCluster.await().until(() -> provider.underWay() >= 10);

        // When
        if (killed) {
          before.kill();
        } else {
          before.close();
        }
        // their answers come while nobody can take them
        provider.release();
        try (LocalClusterProcess after =
            LocalClusterProcess.start(
                options.withPorts(
                    HostAndPort.fromString(before.bootstrapServers()).getPort(),
                    URI.create(before.registryUrl()).getPort()))) {
          assertThat(after.isAlive()).isTrue();
          load.awaitProgress(60);
          load.finish();
          gateway.stop();

          // Then
          load.assertKept(provider, Set.of(), Set.of());
        }
      }
    }
  }
}
