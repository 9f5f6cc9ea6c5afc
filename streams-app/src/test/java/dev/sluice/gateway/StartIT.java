package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.cli.Main;
import dev.sluice.wire.TopicNames;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a gateway from starting, and how it says so. */
class StartIT {
  private static final String REST =
      """
      start_timeout: 1s
      providers:
        echo: {kind: echo}
      routes:
        chat:
          targets: [{provider: echo, model: swift-1}]
      tenants: {acme: {}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path dir;

  @Test
  void shouldRefuseTopicsWithUnequalPartitions() throws Exception {
    // Given
    createTopics("unequal.", 3, "LogAppendTime");

    // When
    StartException refused = refusal(config("unequal."));

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.TOPICS_UNFIT);
    assertThat(refused)
        .hasMessageContaining("same number of partitions")
        .hasMessageContaining("unequal.requests=3")
        .hasMessageContaining("unequal.results=2");
  }

  @Test
  void shouldRefuseRequestsThatCarryTheClientsOwnTime() throws Exception {
    // Given
    createTopics("client-time.", 2, "CreateTime");

    // When
    StartException refused = refusal(config("client-time."));

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.TOPICS_UNFIT);
    assertThat(refused)
        .hasMessageContaining("client-time.requests")
        .hasMessageContaining("message.timestamp.type=CreateTime, needs LogAppendTime");
  }

  @Test
  void shouldNameTheCommandThatCreatesTopicsWhenTheyAreMissing() {
    // When
    StartException refused = refusal(config("missing."));

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.TOPICS_UNFIT);
    assertThat(refused)
        .hasMessageContaining("missing.requests")
        .hasMessageContaining("`sluice topics` creates them");
  }

  @Test
  void shouldGiveUpWhenNoBrokerAnswers() throws Exception {
    // Given
    String nobody = "127.0.0.1:" + RealCluster.freePort();
    String config = RealCluster.config("away.", dir, nobody, CLUSTER.registryUrl(), REST);

    // When
    StartException refused = refusal(config);

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.BROKER_AWAY);
    assertThat(refused).hasMessageContaining("no broker answers at " + nobody + " within 1 s");
  }

  @Test
  void shouldGiveUpWhenNoRegistryAnswers() throws Exception {
    // Given
    String nobody = "http://127.0.0.1:" + RealCluster.freePort();
    // the broker has to answer within the time too, on a busy machine
    String config =
        RealCluster.config(
                "away.",
                dir,
                CLUSTER.bootstrapServers(),
                nobody,
                REST + "topics: {prefix: away., create: true}\n")
            .replace("start_timeout: 1s", "start_timeout: 8s");

    // When
    StartException refused = refusal(config);

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.REGISTRY_AWAY);
    assertThat(refused).hasMessageContaining("the schema registry was away");
  }

  @Test
  void shouldRefuseAPortThatIsTaken() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String config =
          config("port.")
              .replace("port: 0", "port: " + taken.getLocalPort())
              .replace("start_timeout: 1s", "start_timeout: 30s")
              .replace("prefix: port.", "prefix: port., create: true");

      // When
      StartException refused = refusal(config);

      // Then
      assertThat(refused.status()).isEqualTo(ExitStatus.HTTP_UNAVAILABLE);
      assertThat(refused).hasMessageContaining(String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void shouldGiveUpWhenTheRegistryHasOtherSchemasUnderItsNames() throws Exception {
    // Given
    try (var registry = new CachedSchemaRegistryClient(CLUSTER.registryUrl(), 10)) {
      registry.register("taken.requests-value", new AvroSchema("\"string\""));
    }
    String config =
        config("taken.")
            .replace("prefix: taken.", "prefix: taken., create: true")
            .replace("start_timeout: 1s", "start_timeout: 30s");

    // When
    StartException refused = refusal(config);

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.SCHEMAS_REFUSED);
    assertThat(refused).hasMessageContaining("taken.requests-value");
  }

  @Test
  void shouldRefuseAStateDirectoryThatCantBeMade() throws Exception {
    // Given
    Path file = Files.writeString(dir.resolve("file"), "in the way");
    String config =
        config("nowhere.")
            .replace("prefix: nowhere.", "prefix: nowhere., create: true")
            .replace("start_timeout: 1s", "start_timeout: 30s")
            .replace("state_dir: " + dir, "state_dir: " + file.resolve("state"));

    // When
    StartException refused = refusal(config);

    // Then
    assertThat(refused.status()).isEqualTo(ExitStatus.STATE_UNUSABLE);
    assertThat(refused).hasMessageContaining(file.toString());
  }

  @Test
  void shouldRefuseAStateDirectoryThatAnotherProcessHas() throws Exception {
    // Given
    String config = startable("shared.");
    try (Gateway first = RealCluster.start(config)) {
      assertThat(first.isLive()).isTrue();

      // When
      StartException refused = refusal(config);

      // Then
      assertThat(refused.status()).isEqualTo(ExitStatus.STATE_UNUSABLE);
      assertThat(refused).hasMessageContaining(dir.toString());
    }
  }

  @Test
  void shouldFailForGoodWhenATopicIsDeletedUnderIt() throws Exception {
    // Given
    String config = startable("deleted.");
    try (Gateway gateway = RealCluster.start(config);
        Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
      // When
      admin.deleteTopics(List.of("deleted.requests")).all().get();

      // Then
      RealCluster.await().until(() -> !gateway.isLive());
      assertThat(gateway.awaitFailure().status()).isEqualTo(ExitStatus.STREAMS_FAILED);
    }
  }

  @Test
  void shouldEndWithTheStatusOfWhatIsWrong() throws Exception {
    // Given
    Path unfit = Files.writeString(dir.resolve("unfit.yaml"), config("missing."));
    Path wrong = Files.writeString(dir.resolve("wrong.yaml"), config("missing.") + "rootes: {}\n");

    // When
    int ofUnfit = Main.commandLine().execute("run", "--config", unfit.toString());
    int ofWrong = Main.commandLine().execute("run", "--config", wrong.toString());
    int ofNone = Main.commandLine().execute("run", "--config", dir.resolve("none").toString());
    int ofNoFileNamed = Main.commandLine().execute("run");

    // Then
    assertThat(List.of(ofUnfit, ofWrong, ofNone, ofNoFileNamed))
        .containsExactly(
            ExitStatus.TOPICS_UNFIT.code(),
            ExitStatus.CONFIGURATION.code(),
            ExitStatus.CONFIGURATION.code(),
            ExitStatus.USAGE.code());
  }

  private String config(String prefix) {
    return CLUSTER.config(prefix, dir, REST + "topics: {prefix: " + prefix + "}\n");
  }

  private static StartException refusal(String config) {
    return catchThrowableOfType(
        StartException.class, () -> Gateway.start(RealCluster.settings(config)).close());
  }

  /** All of them with two partitions, but the requests. */
  private static void createTopics(String prefix, int ofRequests, String timestamps)
      throws Exception {
    TopicNames names = new TopicNames(prefix);
    List<NewTopic> topics = new ArrayList<>();
    for (String name : names.all()) {
      boolean requests = name.equals(names.requests());
      NewTopic topic = new NewTopic(name, requests ? ofRequests : 2, (short) 1);
      topics.add(
          requests
              ? topic.configs(Map.of("message.timestamp.type", timestamps))
              : name.equals(names.tenants())
                  ? topic.configs(Map.of("cleanup.policy", "compact"))
                  : topic);
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
      admin.createTopics(topics).all().get();
      RealCluster.await().until(() -> admin.listTopics().names().get().containsAll(names.all()));
    }
  }

  /** Of a gateway that starts, however slow the machine is. */
  private String startable(String prefix) {
    return config(prefix)
        .replace("prefix: " + prefix, "prefix: " + prefix + ", create: true")
        .replace("start_timeout: 1s", "start_timeout: 60s");
  }
}
