import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData.EnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes one request and follows it to its end. */
public final class Quickstart {
  private static final String TENANT = "acme"; // the demo's, as is the key
  private static final String API_KEY = "sk-demo-acme-default";
  private static final String REQUESTS = "sluice.requests";
  private static final String POLLING = "sluice.polling";
  private static final String RESULTS = "sluice.results";
  private static final String ERRORS = "sluice.errors";
  private static final String BOOTSTRAP_SERVERS = System.getenv("SLUICE_BOOTSTRAP_SERVERS");
  private static final String REGISTRY = System.getenv("SLUICE_SCHEMA_REGISTRY_URL");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public static void main(String[] args) throws Exception {
    String model = args.length > 0 ? args[0] : "chat-fast";
    String question = args.length > 1 ? args[1] : "What is a sluice?";
    String requestId = UUID.randomUUID().toString();
    publish(request(requestId, model, question));
    Object pollingId = follow(requestId).get("polling_id");
    if (pollingId != null) { // a rejected request has none
      System.out.printf("polled    %s %s%n", pollingId, poll(pollingId));
    }
  }

  /** Without generated classes; a field that the contract does not have is an error. */
  private static GenericRecord request(String requestId, String model, String text)
      throws Exception {
    String latest =
        new CachedSchemaRegistryClient(REGISTRY, 10)
            .getLatestSchemaMetadata(REQUESTS + "-value")
            .getSchema();
    Schema schema = new Schema.Parser().parse(latest);
    Schema message = schema.getField("messages").schema().getElementType();
    EnumSymbol user = new EnumSymbol(message.getField("role").schema(), "USER");
    return new GenericRecordBuilder(schema)
        .set("request_id", requestId)
        .set("model", model)
        .set(
            "messages",
            List.of(new GenericRecordBuilder(message).set("role", user).set("text", text).build()))
        .build();
  }

  private static void publish(GenericRecord request) throws Exception {
    var config = new Properties();
    config.put("bootstrap.servers", BOOTSTRAP_SERVERS); // idempotent unless told otherwise
    config.put("schema.registry.url", REGISTRY);
    config.put("auto.register.schemas", false); // the gateway has registered the contract
    config.put("key.serializer", StringSerializer.class);
    config.put("value.serializer", KafkaAvroSerializer.class);
    try (var producer = new KafkaProducer<String, GenericRecord>(config)) {
      var published = producer.send(new ProducerRecord<>(REQUESTS, TENANT, request)).get();
      System.out.printf(
          "published %s to partition %d%n", request.get("request_id"), published.partition());
    }
  }

  /** Returns the result or error record that ends the request. */
  private static GenericRecord follow(String requestId) {
    var config = new Properties();
    config.put("bootstrap.servers", BOOTSTRAP_SERVERS);
    config.put("schema.registry.url", REGISTRY);
    config.put("group.id", "quickstart-kafka-clients");
    config.put(
        "auto.offset.reset", "earliest"); // the first time; then as committed
    config.put(
        "isolation.level", "read_committed"); // the default shows what never happened
    config.put("key.deserializer", StringDeserializer.class);
    config.put("value.deserializer", KafkaAvroDeserializer.class);
    long until = System.nanoTime() + PATIENCE.toNanos();
    try (var consumer = new KafkaConsumer<String, GenericRecord>(config)) {
      consumer.subscribe(List.of(POLLING, RESULTS, ERRORS));
      while (System.nanoTime() < until) {
        for (ConsumerRecord<String, GenericRecord> record : consumer.poll(Duration.ofSeconds(1))) {
          GenericRecord event = record.value();
          if (requestId.equals(String.valueOf(event.get("request_id")))
              && ends(record.topic(), event)) {
            return event;
          }
        }
      }
    }
    throw new IllegalStateException("nothing for " + PATIENCE + "; is the demo still running?");
  }

  private static boolean ends(String topic, GenericRecord event) {
    switch (topic) {
      case POLLING -> {
        if (event.get("kind").toString().equals("ACCEPTED")) {
          System.out.println("accepted  " + event.get("polling_id"));
        }
      }
      case RESULTS ->
          System.out.println("answered  " + ((GenericRecord) event.get("answer")).get("text"));
      default -> {
        GenericRecord failure = (GenericRecord) event.get("failure");
        String stage = event.get("polling_id") == null ? "rejected" : "failed  ";
        System.out.printf("%s  %s %s%n", stage, failure.get("status"), failure.get("message"));
      }
    }
    return !topic.equals(POLLING);
  }

  private static String poll(Object pollingId) throws Exception {
    var uri =
        URI.create(
            "http://127.0.0.1:%s/v1/responses/%s?wait=30"
                .formatted(System.getenv("SLUICE_HTTP_PORT"), pollingId));
    var request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + API_KEY)
            .timeout(PATIENCE)
            .build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(body).get("status").asText();
  }
}
