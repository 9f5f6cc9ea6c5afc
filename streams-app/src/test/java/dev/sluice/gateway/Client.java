package dev.sluice.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.Message;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Role;
import dev.sluice.wire.AvroTrust;
import dev.sluice.wire.PollingEvents;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What anybody can do who is outside of the gateway: with Kafka's and Confluent's own clients, and
 * over HTTP. Confined to the test's thread.
 */
public final class Client implements AutoCloseable {
  static {
    AvroTrust.establish();
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  final Topic<CompletionRequest> requests;
  public final Topic<PollingEvent> polling;
  final Topic<CompletionResult> results;
  public final Topic<ErrorRecord> errors;

  private final String prefix;
  private final Producer<String, Object> producer;
  private final Producer<String, byte[]> bytes;
  private final HttpClient http = HttpClient.newHttpClient();

  Client(String bootstrapServers, String registryUrl, String prefix) {
    this.prefix = prefix;
    // as the README tells clients to
    Map<String, Object> avro =
        Map.of(
            "schema.registry.url", registryUrl,
            "auto.register.schemas", false,
            "avro.remove.java.properties", true,
            "specific.avro.reader", true);
    Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
    KafkaAvroSerializer values = new KafkaAvroSerializer();
    values.configure(avro, false);
    producer = new KafkaProducer<>(kafka, new StringSerializer(), values);
    bytes = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer());
    requests = new Topic<>(bootstrapServers, avro, prefix + "requests", CompletionRequest.class);
    polling =
        new Topic<>(bootstrapServers, avro, prefix + "polling", PollingEvent.class)
            .only(PollingEvents::isForClients);
    results = new Topic<>(bootstrapServers, avro, prefix + "results", CompletionResult.class);
    errors = new Topic<>(bootstrapServers, avro, prefix + "errors", ErrorRecord.class);
  }

  static CompletionRequest.Builder request(String id, String model) {
    return CompletionRequest.newBuilder()
        .setRequestId(id)
        .setModel(model)
        .setMessages(List.of(message("What is a sluice?")));
  }

  /** One that a {@link CountingProvider} can tell from others. */
  static CompletionRequest.Builder named(String id) {
    return request(id, "chat").setMessages(List.of(message(id)));
  }

  static Message message(String text) {
    return Message.newBuilder().setRole(Role.USER).setText(text).build();
  }

  RecordMetadata publishes(String tenant, CompletionRequest request) throws Exception {
    return publishes(null, tenant, request);
  }

  /**
   * @param partition null leaves it to the client's partitioner
   */
  RecordMetadata publishes(
      @Nullable Integer partition, @Nullable String tenant, CompletionRequest request)
      throws Exception {
    return send(prefix + "requests", partition, tenant, request);
  }

  public RecordMetadata send(
      String topic, @Nullable Integer partition, @Nullable String key, SpecificRecord value)
      throws Exception {
    return producer
        .send(new ProducerRecord<>(topic, partition, key, value))
        .get(30, TimeUnit.SECONDS);
  }

  RecordMetadata publishesWith(
      Map<String, String> headers, String tenant, CompletionRequest request) throws Exception {
    ProducerRecord<String, Object> record =
        new ProducerRecord<>(prefix + "requests", tenant, request);
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    return producer.send(record).get(30, TimeUnit.SECONDS);
  }

  /** With a time of its own, which counts only on a topic that leaves it. */
  RecordMetadata publishesAt(Instant at, String tenant, CompletionRequest request)
      throws Exception {
    return producer
        .send(new ProducerRecord<>(prefix + "requests", null, at.toEpochMilli(), tenant, request))
        .get(30, TimeUnit.SECONDS);
  }

  /** Without waiting for each. */
  void publishesAll(List<String> tenants, List<CompletionRequest> requests) {
    for (int i = 0; i < requests.size(); i++) {
      String tenant = tenants.get(i % tenants.size());
      var unused =
          producer.send(new ProducerRecord<>(prefix + "requests", tenant, requests.get(i)));
    }
    producer.flush();
  }

  RecordMetadata publishesBytes(int partition, @Nullable String key, byte @Nullable [] value)
      throws Exception {
    return sendBytes(prefix + "requests", partition, key, value);
  }

  RecordMetadata sendBytes(
      String topic, int partition, @Nullable String key, byte @Nullable [] value) throws Exception {
    return bytes.send(new ProducerRecord<>(topic, partition, key, value)).get(30, TimeUnit.SECONDS);
  }

  /** Without waiting for each. */
  void publishesAllBytes(int partition, String key, List<byte[]> values) {
    for (byte[] value : values) {
      var unused = bytes.send(new ProducerRecord<>(prefix + "requests", partition, key, value));
    }
    bytes.flush();
  }

  record Answer(int status, JsonNode body) {}

  /** Polls as an OpenAI client does. */
  Answer polls(int port, String apiKey, String pollingId) throws Exception {
    HttpRequest get =
        HttpRequest.newBuilder(uri(port, "/v1/responses/" + pollingId))
            .header("Authorization", "Bearer " + apiKey)
            .build();
    var response = http.send(get, BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  /** The value of a metric; 0 where it is not there. */
  public double metric(int port, String name) throws Exception {
    HttpRequest get = HttpRequest.newBuilder(uri(port, "/metrics")).build();
    return http.send(get, BodyHandlers.ofLines())
        .body()
        .filter(line -> line.matches(name + "(\\{.*})? .*"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  boolean isOk(int port, String path) throws Exception {
    HttpRequest get = HttpRequest.newBuilder(uri(port, path)).build();
    return http.send(get, BodyHandlers.discarding()).statusCode() == 200;
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    producer.close();
    bytes.close();
    requests.close();
    polling.close();
    results.close();
    errors.close();
  }
}
