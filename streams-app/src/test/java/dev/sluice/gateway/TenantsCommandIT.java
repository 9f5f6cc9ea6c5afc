package dev.sluice.gateway;

import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.ReroutedFrom;
import dev.sluice.wire.TenantPartition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with tenants while a gateway runs, on a real broker. */
class TenantsCommandIT {
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
  void shouldBeFollowedByARunningGateway() throws Exception {
    // Given
    String config = config("operated.", "");
    gateway = RealCluster.start(config);
    try (Client client = CLUSTER.client("operated.")) {

      // When
      CommandRun first = set("acme", "keys: {default: {api_key: sk-acme}}\n" + requestsPerHour(1));
      client.publishes("acme", request("r-1", "chat").build());
      client.publishes("acme", request("r-2", "chat").build());
      await().until(() -> errors(client).size() == 1);
      CommandRun usage = run("usage", "acme");
      CommandRun second = set("acme", "keys: {default: {api_key: sk-acme}}\n" + requestsPerHour(2));
      client.publishes("acme", request("r-3", "chat").build());
      await().until(() -> accepted(client).size() == 2);
      CommandRun got = run("get", "acme");
      CommandRun list = run("list");
      CommandRun deleted = run("delete", "acme");
      client.publishes("acme", request("r-4", "chat").build());
      await().until(() -> errors(client).size() == 2);
      CommandRun gone = run("get", "acme");
      CommandRun third = set("acme", requestsPerHour(3));

      // Then
      assertThat(first.out()).contains("# acme, version 1").contains("api_key_sha256: ");
      assertThat(first.out() + got.out() + list.out()).doesNotContain("sk-acme");
      assertThat(usage.out().lines().skip(1).map(line -> line.replaceAll(" +", " ")))
          .singleElement()
          .asString()
          .startsWith("tenant requests 1h 1 1 0 0 20");
      assertThat(second.out()).contains("# acme, version 2");
      assertThat(got.out()).contains("# acme, version 2").contains("amount: 2");
      assertThat(list.out()).contains("acme").contains("2 requests per 1h for tenant");
      assertThat(deleted.status()).isZero();
      assertThat(gone.err()).contains("tenant acme has no policy");
      // two policies and a withdrawal were before it: a version names one policy for ever
      assertThat(third.out()).contains("# acme, version 4");
      assertThat(accepted(client)).containsExactly("r-1 by 1", "r-3 by 2");
      assertThat(errors(client)).containsExactly("r-2 429", "r-4 403");
    }
  }

  @Test
  void shouldPublishNothingThatIsNoGood() throws Exception {
    // Given
    String config = config("careful.", "");
    gateway = RealCluster.start(config);
    set("acme", "keys: {default: {api_key: sk-same}}");

    // When
    CommandRun mistakes = set("globex", "limits: [{per: tenant, metric: requests, amount: 0}]");
    CommandRun clash = set("globex", "keys: {web: {api_key: sk-same}}");
    CommandRun disguised = run("set", "globex", "--file", file("{}"), "--by", "config");

    // Then
    assertThat(mistakes.status()).isEqualTo(ExitStatus.CONFIGURATION.code());
    assertThat(mistakes.err())
        .contains("-:1:42: limits[0].amount: must be 1 or more, not 0")
        .contains("limits[0].window: requests needs one of");
    assertThat(clash.status()).isEqualTo(ExitStatus.CONFIGURATION.code());
    assertThat(clash.err())
        .contains("keys.web: has the same API key as key default of tenant acme")
        .doesNotContain("sk-same");
    assertThat(disguised.status()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(run("list").out()).contains("acme").doesNotContain("globex");
  }

  @Test
  void shouldDeleteThePolicyInEveryPartitionInWhichTheTopicHasIt() throws Exception {
    // Given
    String config = config("leftover.", "");
    gateway = RealCluster.start(config);
    String topic = "leftover.tenants";
    int home = TenantPartition.of("acme", 2);
    try (Client client = CLUSTER.client("leftover.");
        Topic<byte[]> policies =
            new Topic<>(
                CLUSTER.bootstrapServers(), new ByteArrayDeserializer(), topic, byte[].class)) {
      client.send(topic, 1 - home, "acme", TenantPolicy.newBuilder().setVersion(3).build());
      await().until(() -> policies.records().size() == 2);

      // When
      CommandRun deleted = run("delete", "acme");

      // Then
      assertThat(deleted.status()).isZero();
      await().until(() -> policies.records().size() == 5);
      assertThat(policies.records())
          .extracting(
              record ->
                  (record.partition() == home ? "home" : "other")
                      + (record.value() == null ? " deleted" : " written")
                      + (ReroutedFrom.isIn(record.headers()) ? " by the gateway" : ""))
          .containsExactlyInAnyOrder(
              "other written",
              "home written by the gateway",
              "other deleted",
              "home deleted",
              "home deleted by the gateway");
      assertThat(run("get", "acme").err()).contains("tenant acme has no policy");
    }
  }

  @Test
  void shouldPutTheClockBackWhenTheBrokersHadJumpedAhead() throws Exception {
    // Given
    String config = config("ahead.", "tenants: {acme: {" + requestsPerSecond(1) + "}}");
    gateway = RealCluster.start(config);
    try (Client client = CLUSTER.client("ahead.")) {
      int partition = jumpsAheadFor("ahead.requests", client, Duration.ofDays(2));
      await().until(() -> accepted(client).size() == 1);
      client.publishes("acme", request("frozen", "chat").build());
      await().until(() -> errors(client).equals(List.of("frozen 429")));
      String metric = "sluice_limiter_clock_ahead_seconds";
      double ahead = client.metric(gateway.port(), metric);
      CommandRun usage = run("usage", "acme");

      // When
      CommandRun reset = run("reset-clock");
      CommandRun again = run("reset-clock");

      // Then
      assertThat(ahead).isBetween(172_700.0, 172_800.0);
      assertThat(usage.err()).contains("the limiter's clock of partition " + partition);
      assertThat(reset.out()).contains("partition " + partition).contains("all clocks are back");
      assertThat(again.out()).contains("no partition's clock is ahead");
      assertThat(client.metric(gateway.port(), metric)).isZero();
      int[] tries = {0};
      await()
          .until(
              () -> {
                client.publishes("acme", request("again-" + tries[0]++, "chat").build());
                return accepted(client).size() == 2;
              });
    }
  }

  private static int jumpsAheadFor(String topic, Client client, Duration by) throws Exception {
    return new TopicClock(CLUSTER.bootstrapServers(), topic)
        .publishesAt(Instant.now().plus(by), client, "acme", request("ahead", "chat").build())
        .partition();
  }

  private static List<String> accepted(Client client) {
    return client.polling.values().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .map((PollingEvent event) -> event.getRequestId() + " by " + event.getPolicyVersion())
        .toList();
  }

  private static List<String> errors(Client client) {
    return client.errors.values().stream()
        .map((ErrorRecord error) -> error.getRequestId() + " " + error.getFailure().getStatus())
        .toList();
  }

  private static String requestsPerHour(int amount) {
    return "limits: [{per: tenant, metric: requests, amount: " + amount + ", window: 1h}]";
  }

  private static String requestsPerSecond(int amount) {
    return "limits: [{per: tenant, metric: requests, amount: " + amount + ", window: 1s}]";
  }

  private CommandRun set(String tenant, String policy) {
    return CommandRun.of(line("set", tenant, "--file", "-"), policy);
  }

  private String file(String policy) throws Exception {
    return Files.writeString(dir.resolve("policy.yaml"), policy).toString();
  }

  private CommandRun run(String... command) {
    return CommandRun.of(line(command));
  }

  private List<String> line(String... command) {
    List<String> args = new ArrayList<>(List.of("tenants"));
    args.addAll(List.of(command));
    args.addAll(List.of("--config", dir.resolve("sluice.yaml").toString()));
    return args;
  }

  private String config(String prefix, String tenants) throws Exception {
    String config =
        CLUSTER.config(
            prefix,
            dir.resolve("state"),
            """
            topics: {prefix: %s, partitions: 2, create: true}
            providers:
              echo: {kind: echo}
            routes:
              chat:
                targets: [{provider: echo, model: swift-1}]
            %s
            """
                .formatted(prefix, tenants));
    Files.writeString(dir.resolve("sluice.yaml"), config);
    return config;
  }
}
