package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A stream thread that stands still for good: neither dead, which is noticed, nor alive. */
class StuckThreadIT {
  private static final String CONFIG =
      """
      topics: {prefix: stuck., partitions: 4, create: true}
      dispatch: {lease: 8s, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndWithItsOwnStatusAndEveryRequestOnceWhenAThreadStandsStill() throws Exception {
    // Given
    int port = RealCluster.freePort();
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(300));
        Load load = new Load(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), "stuck.");
        GatewayProcess first =
            GatewayProcess.start(dir, "first", config(provider, "g1"), Debugger.option(port))) {
      load.start();
      load.awaitProgress(20);

      // When
      Debugger.attach(port).freeze(thread -> thread.endsWith("-StreamThread-1"));
      int status = first.awaitEnd();

      // Then
      assertThat(status).isEqualTo(ExitStatus.STREAM_THREAD_STUCK.code());
      try (GatewayProcess second = GatewayProcess.start(dir, "second", config(provider, "g2"))) {
        load.awaitProgress(20);
        load.finish();
        second.stop();
      }
      load.assertKept(provider, Set.of("g1"), Set.of());
    }
  }

  private String config(CountingProvider provider, String caller) throws Exception {
    return CLUSTER
        .config("stuck.", dir.resolve("state"), CONFIG.formatted(provider.settings(caller)))
        .replaceFirst("kafka:", "kafka:\n  max.poll.interval.ms: 20000");
  }
}
