package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers of which some go away and come back while a gateway works. Told from the topics
 * alone: each request is accepted once, ended once, and called once.
 */
class ReplicatedClusterIT {
  private static final String CONFIG =
      """
      topics: {prefix: replicated., partitions: 4, replication_factor: 3}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  /** Sixty in a second. */
  private static final int EVERY_MS = 1_000 / 60;

  @TempDir Path dir;

  @Test
  void shouldEndEveryRequestOnceWhenBrokersGoAwayAndComeBack() throws Exception {
    // Given
    try (Brokers brokers = Brokers.start(dir.resolve("brokers"));
        CountingProvider provider = CountingProvider.start(Duration.ofMillis(300));
        Load load = new Load(brokers.bootstrapServers(), brokers.registryUrl(), "replicated.");
        GatewayProcess gateway = gateway(brokers, provider)) {
      load.start();
      load.awaitProgress(20);

      // When
      int killed = killOne(brokers, load);
      restartInTurn(brokers, Brokers.IDS.stream().filter(id -> id != killed).toList());
      load.awaitProgress(20);
      loseQuorum(brokers, Duration.ZERO);
      load.awaitProgress(40);
      load.finish();
      assertThat(gateway.isAlive()).isTrue();
      gateway.stop();

      // Then
      load.assertKept(provider, Set.of(), Set.of());
      assertThat(provider.repeats()).isEmpty();
    }
  }

  /** All of it twice, at 60 requests a second, with pauses that are longer than any timeout. */
  @Test
  @Tag("soak")
  void shouldEndEveryRequestOnceWhateverHappensToBrokers() throws Exception {
    // Given
    try (Brokers brokers = Brokers.start(dir.resolve("brokers"));
        CountingProvider provider = CountingProvider.start(Duration.ofMillis(500));
        Load load =
            new Load(brokers.bootstrapServers(), brokers.registryUrl(), "replicated.", EVERY_MS);
        GatewayProcess gateway = gateway(brokers, provider);
        Arrivals results = new Arrivals(brokers.bootstrapServers(), "replicated.results");
        BareTopology bare =
            new BareTopology(
                brokers.bootstrapServers(),
                config(brokers, "bare.", provider),
                Load.PARTITIONS,
                EVERY_MS)) {
      load.start();
      load.awaitProgress(200);

      // When
      for (int round = 1; round <= 2; round++) {
        killOne(brokers, load);
        load.awaitProgress(200);
        tellStalls("one killed", results, bare);
        restartInTurn(brokers, Brokers.IDS);
        load.awaitProgress(200);
        tellStalls("restarted in turn", results, bare);
        loseQuorum(brokers, Duration.ofSeconds(40));
        load.awaitProgress(200);
        tellStalls("two killed for 40 s", results, bare);
        freezeOne(brokers, Duration.ofSeconds(20));
        load.awaitProgress(200);
        tellStalls("one frozen for 20 s", results, bare);
        assertThat(gateway.isAlive()).as("round %s", round).isTrue();
        System.out.println("soak: " + load.sent() + " requests after round " + round);
      }
      load.finish();
      gateway.stop();

      // Then
      load.assertKept(provider, Set.of(), Set.of());
      assertThat(provider.repeats()).isEmpty();
    }
  }

  /** How long nothing came: for whoever reads the output, since no test may depend on it. */
  private static void tellStalls(String event, Arrivals results, BareTopology bare) {
    long gateway = results.takeLongestStall().toMillis();
    long topology = bare.takeLongestStall().toMillis();
    System.out.printf(
        "soak: %s: nothing for %d ms; for %d ms of a bare topology, %.2f times%n",
        event, gateway, topology, gateway / (double) topology);
  }

  /** The one that has requests, while calls are under way; returns which. */
  private static int killOne(Brokers brokers, Load load) throws Exception {
    int killed = brokers.leaderOf("replicated.requests");
    brokers.kill(killed);
    load.awaitProgress(40);
    brokers.start(killed);
    brokers.awaitInSync();
    return killed;
  }

  private static void restartInTurn(Brokers brokers, List<Integer> ids) throws Exception {
    for (int id : ids) {
      brokers.stop(id);
      brokers.start(id);
      brokers.awaitInSync();
    }
  }

  private static void loseQuorum(Brokers brokers, Duration away) throws Exception {
    brokers.kill(2, 3);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    brokers.start(2, 3);
    brokers.awaitInSync();
  }

  private static void freezeOne(Brokers brokers, Duration away) throws Exception {
    int frozen = brokers.leaderOf("replicated.requests");
    brokers.freeze(frozen);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    brokers.goOn(frozen);
    brokers.awaitInSync();
  }

  private GatewayProcess gateway(Brokers brokers, CountingProvider provider) throws Exception {
    String config = config(brokers, "replicated.", provider);
    createTopics(brokers, config);
    return GatewayProcess.start(dir, "g1", config);
  }

  private String config(Brokers brokers, String prefix, CountingProvider provider) {
    return RealCluster.config(
        prefix,
        dir.resolve("state"),
        brokers.bootstrapServers(),
        brokers.registryUrl(),
        CONFIG.formatted(provider.settings("g1")));
  }

  private void createTopics(Brokers brokers, String config) throws Exception {
    Path file = Files.writeString(dir.resolve("topics.yaml"), config);
    CommandRun topics = CommandRun.of(List.of("topics", "--config", file.toString()));
    assertThat(topics.status()).as(topics.err()).isZero();
    assertThat(brokers.replicas(new TopicNames("replicated.").all())).containsOnly(3);
  }
}
