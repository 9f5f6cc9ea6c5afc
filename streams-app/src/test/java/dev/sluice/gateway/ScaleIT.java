package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.PollingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several gateways share the work, come, go and freeze under load. Told from the topics alone. */
class ScaleIT {
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 4, create: true}
      group: %s
      dispatch: {lease: 8s, sweep: 200ms}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  private static final String CLASSIC = "{leave_on_stop: true}";
  private static final String STANDBYS = "{standbys: 1}";
  private static final String STREAMS = "{protocol: streams}";

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldEndEveryRequestOnceAndCallOnceWhenGatewaysComeAndGo() throws Exception {
    // Given
    try (CountingProvider provider = provider();
        Load load = load("scale.");
        GatewayProcess first = gateway("scale.", "g1", provider)) {
      load.start();
      load.awaitProgress(20);

      // When
      try (GatewayProcess second = gateway("scale.", "g2", provider)) {
        load.awaitProgress(40);
        try (GatewayProcess third = gateway("scale.", "g3", provider)) {
          load.awaitProgress(40);
          third.stop();
        }
        second.stop();
      }
      load.awaitProgress(40);
      load.finish();
      first.stop();

      // Then
      load.assertKept(provider, Set.of(), Set.of());
    }
  }

  @Test
  void shouldEndEveryRequestOnceWhenAGatewayFreezesBeyondItsSession() throws Exception {
    // Given
    try (CountingProvider provider = provider();
        Load load = load("zombie.");
        GatewayProcess first = gateway("zombie.", "g1", provider);
        GatewayProcess second = gateway("zombie.", "g2", provider)) {
      load.start();
      load.awaitProgress(60);

      // When
      first.freeze();
      awaitResultsOfAllPartitions(load);
      first.goOn();
      load.awaitProgress(60);
      load.finish();
      first.stop();
      second.stop();

      // Then
      load.assertKept(provider, Set.of(), Set.of("g1"));
      // at most what was in flight at the frozen one: 20 requests a second of 300 ms, its half, and
      // what it had decided and not committed
      assertThat(provider.repeats()).hasSizeLessThan(20);
    }
  }

  /** Takes long, and differs from a kill without a copy by how soon the other goes on. */
  @Tag("soak")
  @Test
  void shouldEndEveryRequestOnceWhenAGatewayIsKilledAndAnotherHasACopyOfItsState()
      throws Exception {
    // Given
    try (CountingProvider provider = provider();
        Load load = load("standby.");
        GatewayProcess first = gateway("standby.", "g1", STANDBYS, provider);
        GatewayProcess second = gateway("standby.", "g2", STANDBYS, provider)) {
      load.start();
      load.awaitProgress(20);
      // it would hold its own partitions only
      await().until(() -> tasksWithStateAt("standby.", "g2") == Load.PARTITIONS);

      // When
      first.kill();
      awaitResultsOfAllPartitions(load);
      load.finish();
      second.stop();

      // Then
      load.assertKept(provider, Set.of("g1"), Set.of());
    }
  }

  /** Takes more than a minute: the broker notices a crash after 45 s. */
  @Tag("soak")
  @Test
  void shouldWorkUnderTheStreamsProtocolWhenItIsSet() throws Exception {
    // Given
    try (CountingProvider provider = provider();
        Load load = load("kip1071.");
        GatewayProcess first = gateway("kip1071.", "g1", STREAMS, provider)) {
      load.start();
      load.awaitProgress(20);

      // When
      try (GatewayProcess second = gateway("kip1071.", "g2", STREAMS, provider)) {
        load.awaitProgress(40);
        second.stop();
      }
      load.awaitProgress(20);
      load.finish();
      first.stop();

      // Then
      load.assertKept(provider, Set.of(), Set.of());
    }
  }

  @Tag("soak")
  @Test
  void shouldSay503WhenThePartitionIsAtAnotherGateway() throws Exception {
    // Given
    try (CountingProvider provider = provider();
        Load load = load("apart.");
        GatewayProcess first = gateway("apart.", "g1", provider);
        GatewayProcess second = gateway("apart.", "g2", provider)) {
      load.start();
      load.awaitProgress(20);
      load.finish();
      PollingEvent anyones =
          load.client().polling.values().stream()
              .filter(event -> event.getTenant().equals(Load.CAPPED))
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

  /** All of the lost one's partitions have to come over for that. */
  private static void awaitResultsOfAllPartitions(Load load) {
    int before = load.client().results.values().size();
    await()
        .until(
            () ->
                load.client().results.records().stream()
                        .skip(before)
                        .map(ConsumerRecord::partition)
                        .distinct()
                        .count()
                    == Load.PARTITIONS);
  }

  private long tasksWithStateAt(String prefix, String name) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve(name).resolve(prefix + "gateway"))) {
      return files.filter(file -> file.getFileName().toString().matches("\\d+_\\d+")).count();
    }
  }

  private static int status(Load load, GatewayProcess gateway, PollingEvent event)
      throws Exception {
    return load.client().polls(gateway.port(), Load.CAPPED_KEY, event.getPollingId()).status();
  }

  private static Load load(String prefix) {
    return new Load(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
  }

  private static CountingProvider provider() throws Exception {
    return CountingProvider.start(Duration.ofMillis(300));
  }

  private GatewayProcess gateway(String prefix, String name, CountingProvider provider)
      throws Exception {
    return gateway(prefix, name, CLASSIC, provider);
  }

  private GatewayProcess gateway(
      String prefix, String name, String group, CountingProvider provider) throws Exception {
    String config =
        CLUSTER
            .config(
                prefix, dir.resolve(name), CONFIG.formatted(prefix, group, provider.settings(name)))
            .replace("instance: test", "instance: " + name);
    if (!group.equals(STREAMS)) {
      config =
          config.replaceFirst(
              "kafka:",
              "kafka:\n  consumer.session.timeout.ms: 6000\n  consumer.heartbeat.interval.ms: 500");
    }
    return GatewayProcess.start(dir, name, config);
  }
}
