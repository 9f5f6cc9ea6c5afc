package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.demo.SmallJvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load balancer learns of an outage while nobody asks the gateway for anything. */
class ReadinessIT {
  private static final String REST =
      """
        unready_after: 3s
      topics: {prefix: readiness., partitions: 2, create: true}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      tenants: {acme: {}}
      """;

  @TempDir Path dir;

  @Test
  void shouldBeUnreadyWhileTheBrokerStandsStillAndReadyAgainAfterwards() throws Exception {
    // Given
    try (LocalClusterProcess cluster =
            LocalClusterProcess.start(SmallJvm.cluster(dir.resolve("cluster")));
        Gateway gateway =
            RealCluster.start(
                RealCluster.config(
                    "readiness.",
                    dir.resolve("state"),
                    cluster.bootstrapServers(),
                    cluster.registryUrl(),
                    REST));
        Client client =
            new Client(cluster.bootstrapServers(), cluster.registryUrl(), "readiness.")) {
      RealCluster.await().until(() -> client.isOk(gateway.port(), "/health/ready"));

      // When
      Signal.freeze(cluster.pid());
      RealCluster.await().until(() -> !client.isOk(gateway.port(), "/health/ready"));

      // Then
      assertThat(gateway.notReady()).anyMatch(reason -> reason.contains("the brokers are away"));
      assertThat(client.isOk(gateway.port(), "/health/live")).isTrue();
      Signal.goOn(cluster.pid());
      RealCluster.await().until(() -> client.isOk(gateway.port(), "/health/ready"));
    }
  }
}
