package dev.sluice.gateway;

import static dev.sluice.gateway.RealCluster.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.Command;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Fallback;
import dev.sluice.v1.KeyPolicy;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.TopicNames;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of megabytes end as small error records, and no stream thread ends with them. */
class LargeInputIT {
  private static final int MEGABYTE = 1 << 20;

  private static final String CONFIG =
      """
      topics: {prefix: %s, partitions: 1, create: true}
      providers: {echo: {kind: echo}}
      routes: {chat: {targets: [{provider: echo, model: swift-1}]}}
      tenants: {acme: {}}
      """;

  @RegisterExtension static final RealCluster CLUSTER = new RealCluster();

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"refuse", "{}"})
  void shouldRefuseWhatIsTooLongInASmallErrorRecordAndGoOn(String unknownTenants) throws Exception {
    // Given
    String prefix = unknownTenants.equals("refuse") ? "long-texts." : "long-texts-by-default.";
    String config =
        CLUSTER.config(prefix, dir.resolve("state"), CONFIG.formatted(prefix))
            + "unknown_tenants: "
            + unknownTenants
            + "\n";
    try (Gateway gateway = RealCluster.start(config);
        Client client = CLUSTER.client(prefix);
        Bytes bytes = new Bytes(prefix)) {

      // When
      List<String> published = publish(bytes);
      client.publishes("acme", request("afterwards").build());

      // Then
      await().until(() -> answered(client) > 0);
      assertThat(StreamsBeans.failedThreads(prefix)).isZero();
      await().untilAsserted(() -> assertThat(refusals(client)).containsOnlyKeys(published));
      assertThat(refusals(client).values())
          .allSatisfy(
              refusal -> {
                assertThat(refusal.status()).isBetween(400, 499);
                assertThat(refusal.bytes()).isLessThan(MEGABYTE / 8);
              });
      assertThat(answered(client)).isOne();
      assertThat(gateway.isLive()).isTrue();
    }
  }

  private static long answered(Client client) {
    return client.results.values().size();
  }

  /** Without the record: of a failed assertion, nobody wants to read megabytes. */
  private record Refusal(int status, int bytes) {}

  /** By the place of the record that was refused. */
  private static Map<String, Refusal> refusals(Client client) {
    AvroRowCodec<ErrorRecord> avro = new AvroRowCodec<>(ErrorRecord.getClassSchema());
    Map<String, Refusal> refusals = new LinkedHashMap<>();
    for (ErrorRecord error : client.errors.values()) {
      String place = error.getSource().getTopic() + "@" + error.getSource().getOffset();
      Refusal refusal = new Refusal(error.getFailure().getStatus(), avro.encode(error).length);
      assertThat(refusals.put(place, refusal)).as("a second answer to one record").isNull();
    }
    return refusals;
  }

  /** The places of what has to be refused. */
  private static List<String> publish(Bytes bytes) throws Exception {
    TopicNames topics = bytes.topics;
    byte[] notUtf8 = {'a', (byte) 0xff, (byte) 0xfe, 'b'};
    CompletionRequest fine = request("fine").build();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(bytes.of(topics.requests(), text(7), fine));
    records.add(bytes.of(topics.requests(), text(4), fine));
    records.add(bytes.of(topics.requests(), text(1), fine));
    records.add(bytes.of(topics.requests(), notUtf8, fine));
    records.add(bytes.ofBytes(topics.requests(), text(5), text(5)));
    records.add(bytes.of(topics.requests(), "acme", request("user").setUser(long5()).build()));
    records.add(bytes.of(topics.requests(), "acme", request("model").setModel(long1()).build()));
    records.add(bytes.of(topics.requests(), "acme", request(long5()).build()));
    records.add(bytes.of(topics.requests(), "acme", request("key").setKeyId(long5()).build()));
    records.add(
        bytes.of(
            topics.requests(),
            "acme",
            request("metadata").setMetadata(Map.of("a", long5())).build()));
    records.add(
        bytes.of(
            topics.requests(),
            "acme",
            request("fallbacks")
                .setFallbacks(Collections.nCopies(500_000, new Fallback("chat", null)))
                .build()));
    records.add(bytes.of(topics.commands(), "acme", cancel(long5())));
    records.add(bytes.of(topics.commands(), text(5), cancel("resp_1")));
    records.add(bytes.ofBytes(topics.commands(), text(5), text(5)));
    records.add(bytes.of(topics.tenants(), text(7), policy(1)));
    records.add(bytes.of(topics.tenants(), "globex", policy(20_000)));
    records.add(bytes.ofBytes(topics.tenants(), text(7), null));
    List<String> places = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : records) {
      RecordMetadata at = bytes.producer.send(record).get(30, TimeUnit.SECONDS);
      places.add(at.topic() + "@" + at.offset());
    }
    return places;
  }

  private static CompletionRequest.Builder request(String id) {
    return Client.request(id, "chat");
  }

  private static Command cancel(String pollingId) {
    return Command.newBuilder()
        .setKind(CommandKind.CANCEL)
        .setPollingId(pollingId)
        .setCommandId("c-1")
        .setIssuedAt(Instant.EPOCH)
        .build();
  }

  private static TenantPolicy policy(int keys) {
    return TenantPolicy.newBuilder()
        .setVersion(9)
        .setChangedAt(Instant.EPOCH)
        .setKeys(Collections.nCopies(keys, new KeyPolicy("k".repeat(200), null, null, false)))
        .build();
  }

  private static byte[] text(int megabytes) {
    return "t".repeat(megabytes * MEGABYTE).getBytes(UTF_8);
  }

  private static String long5() {
    return "x".repeat(5 * MEGABYTE);
  }

  private static String long1() {
    return "x".repeat(MEGABYTE);
  }

  /** A producer of keys and values that no careful client has. */
  private static final class Bytes implements AutoCloseable {
    private final TopicNames topics;
    private final KafkaAvroSerializer values = new KafkaAvroSerializer();
    private final Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", CLUSTER.bootstrapServers(), "max.request.size", 1 << 24),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    Bytes(String prefix) {
      topics = new TopicNames(prefix);
      values.configure(
          Map.of(
              "schema.registry.url", CLUSTER.registryUrl(),
              "auto.register.schemas", false,
              "avro.remove.java.properties", true),
          false);
    }

    ProducerRecord<byte[], byte[]> of(String topic, String key, SpecificRecord value) {
      return of(topic, key.getBytes(UTF_8), value);
    }

    ProducerRecord<byte[], byte[]> of(String topic, byte[] key, SpecificRecord value) {
      return ofBytes(topic, key, values.serialize(topic, value));
    }

    ProducerRecord<byte[], byte[]> ofBytes(String topic, byte[] key, byte @Nullable [] value) {
      return new ProducerRecord<>(topic, 0, key, value);
    }

    @Override
    public void close() {
      producer.close();
    }
  }
}
