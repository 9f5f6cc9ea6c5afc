package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
      topics: {prefix: %s, partitions: 4, replication_factor: 3}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      """
          + Load.TENANTS;

  /** Sixty in a second. */
  private static final int EVERY_MS = 1_000 / 60;

  @TempDir static Path shared;
  private static Brokers brokers;

  @TempDir Path dir;

  @BeforeAll
  static void startBrokers() throws Exception {
    brokers = Brokers.start(shared.resolve("brokers"));
  }

  @AfterAll
  static void stopBrokers() throws Exception {
    brokers.close();
  }

  @Test
  void shouldRefuseMoreReplicasThanThereAreBrokers() throws Exception {
    // Given
    String config =
        config("crowded.", "{kind: echo}")
            .replace("replication_factor: 3", "replication_factor: 4");

    // When
    CommandRun topics = topics(config);
    StartException refused =
        catchThrowableOfType(
            StartException.class,
            () ->
                Gateway.start(
                        RealCluster.settings(
                            config.replace("partitions: 4", "partitions: 4, create: true")))
                    .close());

    // Then
    assertThat(topics.status()).isEqualTo(ExitStatus.REPLICATION_FACTOR_REFUSED.code());
    assertThat(topics.err())
        .contains("topics.replication_factor is 4, more than the brokers of the cluster (3)");
    assertThat(refused.status()).isEqualTo(ExitStatus.REPLICATION_FACTOR_REFUSED);
    assertThat(refused).hasMessageContaining("more than the brokers of the cluster (3)");
  }

  @Test
  void shouldEndEveryRequestOnceWhenBrokersGoAwayAndComeBack() throws Exception {
    // Given
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(300));
        Load load = new Load(brokers.bootstrapServers(), brokers.registryUrl(), "replicated.");
        GatewayProcess gateway = gateway("replicated.", provider)) {
      load.start();
      load.awaitProgress(20);

      // When
      int killed = killOne(brokers.leaderOf("replicated.requests"), load);
      restartInTurn(Brokers.IDS.stream().filter(id -> id != killed).toList());
      load.awaitProgress(20);
      loseQuorum(Duration.ZERO);
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
    try (CountingProvider provider = CountingProvider.start(Duration.ofMillis(500));
        Load load = new Load(brokers.bootstrapServers(), brokers.registryUrl(), "soak.", EVERY_MS);
        GatewayProcess gateway = gateway("soak.", provider);
        Arrivals results = new Arrivals(brokers.bootstrapServers(), "soak.results");
        BareTopology bare =
            new BareTopology(
                brokers.bootstrapServers(),
                config("bare.", provider.settings("g1")),
                Load.PARTITIONS,
                EVERY_MS)) {
      load.start();
      load.awaitProgress(200);

      // When
      for (int round = 1; round <= 2; round++) {
        killOne(brokers.leaderOf("soak.requests"), load);
        load.awaitProgress(200);
        tellStalls("one killed", results, bare);
        restartInTurn(Brokers.IDS);
        load.awaitProgress(200);
        tellStalls("restarted in turn", results, bare);
        loseQuorum(Duration.ofSeconds(40));
        load.awaitProgress(200);
        tellStalls("two killed for 40 s", results, bare);
        freezeOne(brokers.leaderOf("soak.requests"), Duration.ofSeconds(20));
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

  /** While calls are under way; returns it. */
  private static int killOne(int id, Load load) throws Exception {
    brokers.kill(id);
    load.awaitProgress(40);
    brokers.start(id);
    brokers.awaitInSync();
    return id;
  }

  private static void restartInTurn(List<Integer> ids) throws Exception {
    for (int id : ids) {
      brokers.stop(id);
      brokers.start(id);
      brokers.awaitInSync();
    }
  }

  private static void loseQuorum(Duration away) throws Exception {
    brokers.kill(2, 3);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    brokers.start(2, 3);
    brokers.awaitInSync();
  }

  private static void freezeOne(int frozen, Duration away) throws Exception {
    brokers.freeze(frozen);
    TimeUnit.MILLISECONDS.sleep(away.toMillis());
    brokers.goOn(frozen);
    brokers.awaitInSync();
  }

  private GatewayProcess gateway(String prefix, CountingProvider provider) throws Exception {
    String config = config(prefix, provider.settings("g1"));
    CommandRun topics = topics(config);
    assertThat(topics.status()).as(topics.err()).isZero();
    assertThat(brokers.replicas(new TopicNames(prefix).all())).containsOnly(3);
    return GatewayProcess.start(dir, "g1", config);
  }

  private CommandRun topics(String config) throws Exception {
    Path file = Files.writeString(dir.resolve("topics.yaml"), config);
    return CommandRun.of(List.of("topics", "--config", file.toString()));
  }

  private String config(String prefix, String provider) {
    return RealCluster.config(
        prefix,
        dir.resolve("state"),
        brokers.bootstrapServers(),
        brokers.registryUrl(),
        CONFIG.formatted(prefix, provider));
  }
}
