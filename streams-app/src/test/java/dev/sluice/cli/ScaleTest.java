package dev.sluice.cli;

import static dev.sluice.cli.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.PollingEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several gateways share the work, come, go and freeze under load. Told from the topics alone. */
class ScaleTest {
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 4, create: true}
      group: {protocol: %s, leave_on_stop: true}
      dispatch: {lease: 8s, sweep: 200ms}
      providers: {slow: {kind: echo}}
      routes:
        chat:
          targets: [{provider: slow, model: swift-1, extra_body: {echo: {delay: 300ms}}}]
      tenants: {tenant-0: {keys: {default: {api_key: sk-0}}}}
      unknown_tenants: {}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndEveryRequestOnceAndCallOnceWhenGatewaysComeAndGo() throws Exception {
    // Given
    try (Load load = load("scale.");
        GatewayProcess first = gateway("scale.", "g1", "classic")) {
      load.start();
      load.awaitProgress(20);

      // When
      try (GatewayProcess second = gateway("scale.", "g2", "classic")) {
        load.awaitProgress(40);
        try (GatewayProcess third = gateway("scale.", "g3", "classic")) {
          load.awaitProgress(40);
          third.stop();
        }
        second.stop();
      }
      load.awaitProgress(40);
      load.finish();
      first.stop();

      // Then
      load.assertEndedOnce();
      assertThat(load.repeatedCalls()).isZero();
    }
  }

  @Test
  void shouldEndEveryRequestOnceWhenAGatewayFreezesBeyondItsSession() throws Exception {
    // Given
    try (Load load = load("zombie.");
        GatewayProcess first = gateway("zombie.", "g1", "classic");
        GatewayProcess second = gateway("zombie.", "g2", "classic")) {
      load.start();
      load.awaitProgress(60);

      // When
      first.freeze();
      // all of the frozen one's partitions have to come over for the load to go on everywhere
      int[] before = {load.client().results.values().size()};
      await()
          .until(
              () ->
                  load.client().results.records().stream()
                          .skip(before[0])
                          .map(record -> record.partition())
                          .distinct()
                          .count()
                      == 4);
      first.goOn();
      load.awaitProgress(60);
      load.finish();
      first.stop();
      second.stop();

      // Then
      load.assertEndedOnce();
      // at most what was in flight at the frozen one: 20 requests a second of 300 ms, its half, and
      // what it had decided and not committed
      assertThat(load.repeatedCalls()).isLessThan(20);
    }
  }

  @Test
  void shouldWorkUnderTheStreamsProtocolWhenItIsSet() throws Exception {
    // Given
    try (Load load = load("kip1071.");
        GatewayProcess first = gateway("kip1071.", "g1", "streams")) {
      load.start();
      load.awaitProgress(20);

      // When
      try (GatewayProcess second = gateway("kip1071.", "g2", "streams")) {
        load.awaitProgress(40);
        second.stop();
      }
      load.awaitProgress(20);
      load.finish();
      first.stop();

      // Then
      load.assertEndedOnce();
    }
  }

  @Test
  void shouldSay503WhenThePartitionIsAtAnotherGateway() throws Exception {
    // Given
    try (Load load = load("apart.");
        GatewayProcess first = gateway("apart.", "g1", "classic");
        GatewayProcess second = gateway("apart.", "g2", "classic")) {
      load.start();
      load.awaitProgress(20);
      load.finish();
      PollingEvent anyones =
          load.client().polling.values().stream()
              .filter(event -> event.getTenant().equals("tenant-0"))
              .findFirst()
              .orElseThrow();

      // When
      await()
          .untilAsserted(
              () -> {
                int one = status(load, first, anyones);
                int other = status(load, second, anyones);

                // Then
                assertThat(new int[] {one, other}).containsExactlyInAnyOrder(200, 503);
              });
    }
  }

  private static int status(Load load, GatewayProcess gateway, PollingEvent event)
      throws Exception {
    return load.client().polls(gateway.port(), "sk-0", event.getPollingId()).status();
  }

  private static Load load(String prefix) {
    return new Load(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
  }

  private GatewayProcess gateway(String prefix, String name, String protocol) throws Exception {
    String config =
        CLUSTER
            .config(prefix, dir.resolve(name), CONFIG.formatted(prefix, protocol))
            .replace("instance: test", "instance: " + name);
    if (protocol.equals("classic")) {
      config =
          config.replaceFirst(
              "kafka:",
              "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500");
    }
    return GatewayProcess.start(dir, name, config);
  }
}
