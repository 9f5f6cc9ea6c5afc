package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's log shows of restarts in which nothing is wrong. */
class IdleRestartIT {
  private static final String GATEWAY =
      """
      topics: {prefix: idle., partitions: 4, create: true}
      providers: {echo: {kind: echo}}
      routes:
        chat: {targets: [{provider: echo, model: swift-1}]}
        same: {targets: [{name: other, provider: echo, model: swift-1}]}
      tenants: {acme: {}}
      """;

  private static final String WEBHOOKS =
      """
      webhooks:
        secrets: {main: {current: whsec_Tqqd7yABNS0jWmpGiW1+Zfec6KaNLFqV8Y4O2QbsbLQ=}}
      """;

  private interface Work {
    void run() throws Exception;
  }

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldLogNothingWhenAGatewayIsStoppedAndStartedAgainIdleOrAfterARequest() throws Exception {
    // Given
    Path config =
        Files.writeString(
            dir.resolve("idle.yaml"),
            CLUSTER.config("idle.", dir.resolve("state"), GATEWAY + WEBHOOKS));
    runOnce(config, () -> {});

    // When
    // no store of any partition has been written
    List<String> log = new ArrayList<>(runOnce(config, IdleRestartIT::answerOne));
    // those of one partition have
    log.addAll(runOnce(config, () -> {}));

    // Then
    assertThat(log)
        .filteredOn(line -> line.matches("(?s)\\S+ (WARN|ERROR) .*|\\s+at .*|Caused by.*"))
        // the directory of a test is a temporary one
        .filteredOn(line -> !line.contains("OS temp directory"))
        .isEmpty();
  }

  @Test
  void shouldShareItsPartitionsEvenlyBetweenThreadsWhenItIsStartedAgain() throws Exception {
    // Given
    String config =
        CLUSTER.config(
            "even.", dir.resolve("even"), GATEWAY.replace("prefix: idle.", "prefix: even."));
    RealCluster.start(config).close();

    // When
    try (Gateway restarted = RealCluster.start(config)) {

      // Then
      assertThat(restarted.isLive()).isTrue();
      RealCluster.await()
          .untilAsserted(
              () -> assertThat(StreamsBeans.tasksOfThreads("even.gateway-")).containsExactly(2, 2));
    }
  }

  private static void answerOne() throws Exception {
    try (Client client = CLUSTER.client("idle.")) {
      client.publishes("acme", Client.request("r-1", "chat").build());
      RealCluster.await().until(() -> client.results.values().size() == 1);
    }
  }

  /** With the log that users see; what it writes until it has ended. */
  private static List<String> runOnce(Path config, Work whileReady) throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    try (ChildJvm gateway =
        ChildJvm.start(
            new ChildJvm.Command(
                "gateway",
                "dev.sluice.cli.Main",
                SmallJvm.CLASS_PATH,
                SmallJvm.options(256, "-Dlogback.configurationFile=logback.xml"),
                List.of("run", "--config", config.toString()),
                Map.of()),
            line -> line.startsWith("ready "),
            RealCluster.PATIENCE,
            lines::add)) {
      whileReady.run();
      gateway.terminate();
      assertThat(gateway.awaitEnd(RealCluster.PATIENCE)).isTrue();
    }
    return List.copyOf(lines);
  }
}
