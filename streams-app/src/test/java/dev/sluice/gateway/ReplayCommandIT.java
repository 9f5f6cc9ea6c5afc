package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Decides again what a gateway decided on a real broker. */
class ReplayCommandIT {
  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;
  private @Nullable Gateway gateway;

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void shouldRepeatWhatWasRecordedAndTellWhatAnotherPolicyWouldHaveDone() throws Exception {
    // Given
    gateway = RealCluster.start(config());
    try (Client client = CLUSTER.client("again.")) {
      for (int i = 0; i < 6; i++) {
        client.publishes("acme", request("r-" + i, "chat").build());
      }
      await()
          .until(() -> client.results.values().size() == 4 && client.errors.values().size() == 2);
    }
    Path plot = dir.resolve("plot.png");

    // When
    CommandRun same = run("--plot", plot.toString());
    CommandRun other = run("--json", "--policy", policy(1));

    // Then
    assertThat(same.err()).isEmpty();
    assertThat(same.out()).contains("6 requests replayed").contains(": 0 verdicts differ");
    assertThat(same.status()).isZero();
    assertThat(Files.size(plot)).isPositive();
    JsonNode acme = new ObjectMapper().readTree(other.out()).at("/tenants/0");
    assertThat(acme.at("/recorded/admitted").asInt()).isEqualTo(4);
    assertThat(acme.at("/replayed/admitted").asInt()).isEqualTo(1);
    assertThat(acme.at("/limits/0/replayed/rejected").asInt()).isEqualTo(5);
  }

  private CommandRun run(String... more) {
    List<String> args =
        new ArrayList<>(List.of("replay", "--config", dir.resolve("sluice.yaml").toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args);
  }

  private String policy(int amount) throws Exception {
    return Files.writeString(dir.resolve("policy.yaml"), limits(amount)).toString();
  }

  private static String limits(int amount) {
    return "limits: [{per: tenant, metric: requests, amount: " + amount + ", window: 1h}]";
  }

  private String config() throws Exception {
    String config =
        CLUSTER.config(
            "again.",
            dir.resolve("state"),
            """
            topics: {prefix: again., partitions: 2, create: true}
            providers:
              echo: {kind: echo}
            routes:
              chat:
                targets: [{provider: echo, model: swift-1}]
            tenants: {acme: {%s}}
            """
                .formatted(limits(4)));
    Files.writeString(dir.resolve("sluice.yaml"), config);
    return config;
  }
}
