package dev.sluice.gateway;

import static dev.sluice.gateway.Client.named;
import static dev.sluice.gateway.Client.request;
import static dev.sluice.gateway.RealCluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.ReroutedFrom;
import dev.sluice.wire.TenantPartition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose partitioner is not that of Kafka's own producer, on a real broker. */
class WrongPartitionIT {
  private static final String PREFIX = "misplaced.";
  private static final int PARTITIONS = 4;
  private static final int LIMIT = 3;

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 4, create: true}
      providers: {counted: %s}
      routes: {chat: {targets: [{provider: counted, model: swift-1}]}}
      signing:
        signer: {current_key: 1, secrets: {1: a secret to sign with}}
      tenants:
        listed: {limits: [{per: tenant, metric: requests, amount: 3, window: 1h}]}
        signer: {require_signature: true}
        busy: {}
      unknown_tenants: {limits: [{per: tenant, metric: requests, amount: 3, window: 1h}]}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();
  @TempDir static Path dir;

  private static CountingProvider provider;
  private static Gateway gateway;
  private static Client client;
  private static Topic<byte[]> requests;

  @BeforeAll
  static void start() throws Exception {
    provider = CountingProvider.start(Duration.ZERO);
    gateway =
        RealCluster.start(
            CLUSTER.config(
                PREFIX, dir.resolve("state"), CONFIG.formatted(PREFIX, provider.settings("one"))));
    client = CLUSTER.client(PREFIX);
    requests = raw(PREFIX);
  }

  @AfterAll
  static void stop() {
    requests.close();
    client.close();
    gateway.close();
    provider.close();
  }

  private static Topic<byte[]> raw(String prefix) {
    return new Topic<>(
        CLUSTER.bootstrapServers(), new ByteArrayDeserializer(), prefix + "requests", byte[].class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"listed", "nomad"})
  void shouldAcceptAsManyAsTheLimitAllowsWhenRequestsAreInAllPartitions(String tenant)
      throws Exception {
    // Given
    double rerouted = client.metric(gateway.port(), "sluice_records_rerouted_total");

    // When
    for (int i = 0; i < 24; i++) {
      client.publishes(i % PARTITIONS, tenant, request(tenant + i, "chat").build());
    }

    // Then
    await().until(() -> accepted(tenant).size() + errors(tenant).size() == 24);
    assertThat(accepted(tenant)).hasSize(LIMIT);
    assertThat(errors(tenant)).extracting(e -> e.getFailure().getStatus()).containsOnly(429);
    await().until(() -> results(tenant).size() == LIMIT);
    assertThat(client.metric(gateway.port(), "sluice_records_rerouted_total"))
        .isGreaterThanOrEqualTo(rerouted + 18);
  }

  @Test
  void shouldAcceptNothingUnsignedWhenTheTenantsPolicyDemandsSignatures() throws Exception {
    // When
    for (int i = 0; i < 12; i++) {
      client.publishes(i % PARTITIONS, "signer", request("unsigned-" + i, "chat").build());
    }

    // Then
    await().until(() -> errors("signer").size() == 12);
    assertThat(errors("signer")).extracting(e -> e.getFailure().getStatus()).containsOnly(401);
    assertThat(accepted("signer")).isEmpty();
  }

  @Test
  void shouldCallOnceWhenOneRequestIdIsInAllPartitions() throws Exception {
    // When
    for (int partition = 0; partition < PARTITIONS; partition++) {
      client.publishes(partition, "repeating", named("the same").build());
    }

    // Then
    await().until(() -> accepted("repeating").size() == PARTITIONS);
    await().until(() -> !results("repeating").isEmpty());
    assertThat(accepted("repeating"))
        .extracting(PollingEvent::getRepeat)
        .containsExactly(false, true, true, true);
    assertThat(provider.asked()).filteredOn(call -> call.requestId().equals("the same")).hasSize(1);
  }

  @Test
  void shouldCancelAndDeleteWhenTheCommandIsInAWrongPartition() throws Exception {
    // Given
    provider.hold();
    client.publishes("impatient", named("cancelled").build());
    client.publishes("impatient", named("deleted").build());
    await().until(() -> accepted("impatient").size() == 2);

    // When
    command("impatient", CommandKind.CANCEL, accepted("impatient").get(0).getPollingId());
    command("impatient", CommandKind.DELETE, accepted("impatient").get(1).getPollingId());

    // Then
    await().until(() -> errors("impatient").size() == 2);
    provider.release();
    assertThat(errors("impatient"))
        .extracting(error -> error.getFailure().getTypePath().get(1))
        .containsOnly("cancelled");
    await()
        .until(
            () ->
                client.polling.values().stream()
                    .anyMatch(event -> event.getKind() == PollingEventKind.DELETED));
  }

  @Test
  void shouldFollowAPolicyThatIsInAWrongPartition() throws Exception {
    // Given
    TenantPolicy policy =
        TenantPolicy.newBuilder()
            .setVersion(7)
            .setKeys(
                List.of(
                    KeyPolicy.newBuilder()
                        .setKeyId("default")
                        .setApiKeySha256(
                            Hashing.sha256().hashString("sk-newcomer", UTF_8).toString())
                        .build()))
            .build();
    int before = client.polls(gateway.port(), "sk-newcomer", "resp_none").status();

    // When
    client.send(PREFIX + "tenants", wrong("newcomer"), "newcomer", policy);

    // Then
    await().until(() -> client.polls(gateway.port(), "sk-newcomer", "resp_none").status() == 404);
    assertThat(before).isEqualTo(401);
    int[] tries = {0};
    await()
        .until(
            () -> {
              client.publishes("newcomer", request("newcomer" + tries[0]++, "chat").build());
              return accepted("newcomer").stream().anyMatch(e -> e.getPolicyVersion() == 7);
            });
  }

  @Test
  void shouldRerouteKeyValueAndHeadersAsTheyAre() throws Exception {
    // Given
    byte[] key = {'m', (byte) 0xff, (byte) 0xfc};
    byte[] value = {0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 2, 3};
    String tenant = new String(key, UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(PREFIX + "requests", wrong(tenant), key, value);
    record.headers().add("twice", new byte[] {(byte) 0xfe}).add("none", null);
    record.headers().add(EventHeaders.SIGNATURE, "v1=1:ab".getBytes(UTF_8)).add("twice", key);

    // When
    RecordMetadata place;
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      place = producer.send(record).get();
    }

    // Then
    await().until(() -> !errorsWithoutTenant(value).isEmpty());
    ErrorRecord error = errorsWithoutTenant(value).get(0);
    ConsumerRecord<String, Object> rerouted =
        requests.records().stream()
            .filter(each -> each.partition() == error.getSource().getPartition())
            .filter(each -> each.offset() == error.getSource().getOffset())
            .findFirst()
            .orElseThrow();
    assertThat(rerouted.partition()).isEqualTo(TenantPartition.of(tenant, PARTITIONS));
    assertThat(rerouted.serializedKeySize()).isEqualTo(key.length);
    assertThat(rerouted.value()).isEqualTo(value);
    assertThat(List.of(rerouted.headers().toArray()).subList(0, 4))
        .isEqualTo(List.of(record.headers().toArray()));
    assertThat(ReroutedFrom.in(rerouted.headers()))
        .contains(new ReroutedFrom(place.partition(), place.offset(), place.timestamp()));
    assertThat(errorsWithoutTenant(value)).hasSize(1);
  }

  /** A key that is not UTF-8 is no tenant's name. */
  private static List<ErrorRecord> errorsWithoutTenant(byte[] rawValue) {
    return client.errors.values().stream()
        .filter(error -> error.getTenant() == null && error.getRawRecord() != null)
        .filter(error -> ByteBuffer.wrap(rawValue).equals(error.getRawRecord().getValue()))
        .toList();
  }

  @Test
  void shouldRerouteAndDecideEachRecordOnceWhenTheGatewayIsKilledOnTheWay() throws Exception {
    // Given
    String prefix = "killed-on-the-way.";
    List<String> published = new ArrayList<>();
    String config =
        CLUSTER.config(
            prefix, dir.resolve(prefix), CONFIG.formatted(prefix, provider.settings("killed")));
    try (Audit audit = new Audit(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), prefix);
        Topic<byte[]> topic = raw(prefix)) {
      try (GatewayProcess first = GatewayProcess.start(dir, "first", config)) {
        publish(audit.client(), published, 400);

        // When
        first.kill();
      }
      publish(audit.client(), published, 100);
      try (Gateway second = RealCluster.start(config)) {
        await().until(() -> audit.ended() >= published.size());
        assertThat(second.isLive()).isTrue();
      }

      // Then
      audit.assertEndedOnce(published);
      List<ReroutedFrom> rerouted =
          topic.records().stream()
              .flatMap(record -> ReroutedFrom.in(record.headers()).stream())
              .toList();
      assertThat(rerouted).doesNotHaveDuplicates().hasSize(published.size() * 3 / 4);
    }
  }

  private static void publish(Client client, List<String> published, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      String id = "r-" + published.size();
      client.publishes(i % PARTITIONS, "busy", named(id).build());
      published.add(id);
    }
  }

  private static int wrong(String tenant) {
    return (TenantPartition.of(tenant, PARTITIONS) + 1) % PARTITIONS;
  }

  private static void command(String tenant, CommandKind kind, String pollingId) throws Exception {
    Command command =
        Command.newBuilder()
            .setKind(kind)
            .setPollingId(pollingId)
            .setCommandId("c-1")
            .setIssuedAt(Instant.now())
            .build();
    client.send(PREFIX + "commands", wrong(tenant), tenant, command);
  }

  private static List<PollingEvent> accepted(String tenant) {
    return client.polling.values().stream()
        .filter(event -> event.getTenant().equals(tenant))
        .filter(event -> event.getKind() == PollingEventKind.ACCEPTED)
        .toList();
  }

  private static List<CompletionResult> results(String tenant) {
    return client.results.values().stream()
        .filter(result -> result.getTenant().equals(tenant))
        .toList();
  }

  private static List<ErrorRecord> errors(String tenant) {
    return client.errors.values().stream()
        .filter(error -> tenant.equals(error.getTenant()))
        .toList();
  }
}
