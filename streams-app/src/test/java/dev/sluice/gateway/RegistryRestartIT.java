package dev.sluice.gateway;

import static dev.sluice.gateway.Client.named;
import static dev.sluice.gateway.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry says that it has no schema of an ID, rightly or not, while a gateway reads, over a
 * real broker: one stream thread, and records that are published to the partition that counts.
 */
class RegistryRestartIT {
  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 2, create: true}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      unknown_tenants: {}
      """;

  /** No registry of a test counts so far. */
  private static final int BAD = 1_000_000;

  private static final int HELD = 0;
  private static final int OTHER = 1;

  private static final AtomicInteger GATEWAYS = new AtomicInteger();

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir Path stateDir;

  private String prefix;
  private RegistryProxy registry;
  private CountingProvider provider;
  private Client client;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    prefix = "replay" + GATEWAYS.incrementAndGet() + ".";
    registry = RegistryProxy.start(CLUSTER.registryUrl());
    provider = CountingProvider.start(Duration.ZERO);
    gateway = gateway("");
    client = CLUSTER.client(prefix);
  }

  private Gateway gateway(String rest) throws Exception {
    String config =
        RealCluster.config(
            prefix,
            stateDir,
            CLUSTER.bootstrapServers(),
            registry.url(),
            CONFIG.formatted(prefix, provider.settings("g1")) + rest);
    return RealCluster.start(config.replace("kafka:", "kafka:\n  num.stream.threads: 1"));
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    gateway.close();
    provider.close();
    registry.close();
  }

  @Test
  void shouldAnswerARequestWhoseSchemaTheRegistryDoesNotKnowYetAfterItsRestart() throws Exception {
    // Given
    byte[] newer = newer("of a newer client");
    registry.away();
    int before = registry.lookUps(id -> true);
    client.publishesBytes(HELD, "acme", newer);
    await().until(() -> registry.lookUps(id -> true) >= before + 2);

    // When
    registry.replaying();
    awaitLookUps(newer, 1);
    boolean answeredTooSoon = isAnswered("of a newer client");
    registry.back();

    // Then
    await().until(() -> isAnswered("of a newer client"));
    assertThat(answeredTooSoon).isFalse();
    assertThat(client.errors.values()).isEmpty();
    assertThat(StreamsBeans.failedThreads(prefix)).isZero();
  }

  @Test
  void shouldAnswerARequestWhoseSchemaAFollowerDoesNotKnowYet() throws Exception {
    // Given
    byte[] newer = newer("of a newer client");
    registry.lagging(schemaId(newer));
    client.publishesBytes(HELD, "acme", newer);
    awaitLookUps(newer, 3);

    // When
    registry.back();

    // Then
    await().until(() -> isAnswered("of a newer client"));
    assertThat(client.errors.values()).isEmpty();
  }

  @Test
  void shouldGoOnWithAllElseOfItsThreadWhileARequestWaitsForItsSchema() throws Exception {
    // Given: a call of the partition that will wait
    provider.hold();
    client.publishes(HELD, "acme", named("under way").build());
    await().until(() -> provider.underWay() == 1);
    byte[] newer = newer("of a newer client");
    registry.replaying();

    // When
    long held = client.publishesBytes(HELD, "acme", newer).offset();
    client.publishes(HELD, "acme", named("behind it").build());
    awaitLookUps(newer, 1);
    provider.release();
    client.publishes(OTHER, "globex", named("elsewhere").build());
    await().until(() -> isAnswered("under way") && isAnswered("elsewhere"));
    List<String> meanwhile = accepted();
    long committed = committed(HELD);
    registry.back();

    // Then
    await().until(() -> isAnswered("of a newer client") && isAnswered("behind it"));
    assertThat(meanwhile).containsExactlyInAnyOrder("under way", "elsewhere");
    assertThat(committed).isLessThanOrEqualTo(held);
    assertThat(accepted()).containsSubsequence("under way", "of a newer client", "behind it");
    assertThat(client.errors.values()).isEmpty();
    assertThat(StreamsBeans.failedThreads(prefix)).isZero();
  }

  @Test
  void shouldDecideNoRequestBeforeAPolicyThatWaitsForItsSchema() throws Exception {
    // Given
    TenantPolicy policy =
        TenantPolicy.newBuilder().setVersion(7).setChangedAt(Instant.now()).build();
    byte[] newer = LaterRelease.bytes(CLUSTER.registryUrl(), prefix + "tenants", policy);
    registry.replaying();
    client.sendBytes(prefix + "tenants", HELD, "acme", newer);
    awaitLookUps(newer, 1);

    // When
    client.publishes(HELD, "acme", named("behind the policy").build());
    client.publishes(OTHER, "globex", named("elsewhere").build());
    await().until(() -> isAnswered("elsewhere"));
    boolean answeredTooSoon = isAnswered("behind the policy");
    registry.back();

    // Then
    await().until(() -> isAnswered("behind the policy"));
    assertThat(answeredTooSoon).isFalse();
    assertThat(client.polling.values())
        .filteredOn(event -> event.getRequestId().equals("behind the policy"))
        .extracting(PollingEvent::getPolicyVersion)
        .containsOnly(7L);
  }

  @Test
  void shouldLoseNothingWhenTheGatewayStopsWhileARequestWaitsForItsSchema() throws Exception {
    // Given
    byte[] newer = newer("of a newer client");
    registry.replaying();
    client.publishes(HELD, "acme", named("before it").build());
    client.publishesBytes(HELD, "acme", newer);
    client.publishes(HELD, "acme", named("behind it").build());
    awaitLookUps(newer, 1);
    await().until(() -> isAnswered("before it"));
    gateway.close();
    registry.back();

    // When
    gateway = gateway("");

    // Then
    await().until(() -> isAnswered("of a newer client") && isAnswered("behind it"));
    assertThat(accepted()).containsExactly("before it", "of a newer client", "behind it");
    assertThat(client.errors.values()).isEmpty();
  }

  @Test
  @Tag("soak")
  void shouldAnswerARequestWhoseSchemaIsNotKnownYetUnderTheStreamsProtocol() throws Exception {
    // Given
    gateway.close();
    gateway = gateway("group: {protocol: streams}\n");
    byte[] newer = newer("of a newer client");
    registry.lagging(schemaId(newer));
    client.publishesBytes(HELD, "acme", newer);
    awaitLookUps(newer, 3);

    // When
    registry.back();

    // Then
    await().until(() -> isAnswered("of a newer client"));
    assertThat(client.errors.values()).isEmpty();
  }

  @Test
  void shouldLookUpAHandfulOfTimesWhenAThousandRecordsHaveOneIdThatIsMissing() {
    // Given
    List<byte[]> bad = IntStream.range(0, 1_000).mapToObj(i -> bytes(BAD)).toList();

    // When
    client.publishesAllBytes(HELD, "acme", bad);

    // Then
    await().until(() -> client.errors.records().size() == bad.size());
    assertThat(client.errors.values())
        .extracting(error -> error.getFailure().getStatus())
        .containsOnly(400);
    assertThat(registry.lookUps(id -> id == BAD)).isLessThan(20);
  }

  @Test
  @Tag("soak")
  void shouldLookUpEachIdAFewTimesWhenAThousandRecordsHaveTwoHundredThatAreMissing()
      throws Exception {
    // Given
    List<byte[]> bad = IntStream.range(0, 1_000).mapToObj(i -> bytes(BAD + i % 200)).toList();

    // When
    client.publishesAllBytes(HELD, "acme", bad);
    client.publishes(OTHER, "globex", named("elsewhere").build());
    await().until(() -> isAnswered("elsewhere"));
    int refused = client.errors.records().size();

    // Then
    await().until(() -> client.errors.records().size() == bad.size());
    assertThat(refused).isLessThan(bad.size());
    assertThat(registry.lookUps(id -> id >= BAD)).isLessThan(1_000);
  }

  private byte[] newer(String requestId) throws Exception {
    return LaterRelease.bytes(CLUSTER.registryUrl(), prefix + "requests", named(requestId).build());
  }

  private static byte[] bytes(int schemaId) {
    return ByteBuffer.allocate(9).putInt(1, schemaId).array();
  }

  private static int schemaId(byte[] value) {
    return ByteBuffer.wrap(value).getInt(1);
  }

  private void awaitLookUps(byte[] value, int atLeast) {
    await().until(() -> registry.lookUps(id -> id == schemaId(value)) >= atLeast);
  }

  private boolean isAnswered(String requestId) {
    return client.results.values().stream()
        .map(CompletionResult::getRequestId)
        .anyMatch(requestId::equals);
  }

  /** Request IDs, in the order of their partition. */
  private List<String> accepted() {
    return client.polling.values().stream()
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .map(PollingEvent::getRequestId)
        .toList();
  }

  private long committed(int partition) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", CLUSTER.bootstrapServers()))) {
      var offsets =
          admin.listConsumerGroupOffsets(prefix + "gateway").partitionsToOffsetAndMetadata().get();
      return Objects.requireNonNull(offsets.get(new TopicPartition(prefix + "requests", partition)))
          .offset();
    }
  }
}
