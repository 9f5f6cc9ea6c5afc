package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Confluent wire format over one schema registry: values are a magic byte, a schema ID and
 * Avro, under the subject {@code <topic>-value}. Owned by the process; thread-safe, as its
 * serializers and deserializers are.
 */
public final class WireFormat implements AutoCloseable {
  /** How long a stream thread waits for a registry that is away. */
  public static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

  /** A transaction is aborted by its broker after 10 s, and one more exchange may follow a wait. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(6);

  private static final Logger LOG = LoggerFactory.getLogger(WireFormat.class);
  private static final int MAX_SCHEMAS = 1_000;

  /** Of the client's own: 60 s each and three retries would outlast any transaction. */
  private static final Map<String, String> CLIENT_DEFAULTS =
      Map.of("http.connect.timeout.ms", "1500", "http.read.timeout.ms", "1500", "max.retries", "0");

  private static final Map<String, Object> FIXED =
      Map.of(
          "auto.register.schemas", false,
          "use.latest.version", false,
          "normalize.schemas", false,
          "avro.remove.java.properties", true,
          "specific.avro.reader", true);

  private final SchemaRegistryClient client;
  private final RegistryPatience patience;
  private final Map<String, Object> settings = new HashMap<>();

  /**
   * @param urls the registry's URLs, separated by commas
   * @param settings passed to Confluent's client as they are, such as {@code
   *     basic.auth.credentials.source} and {@code schema.registry.ssl.truststore.location}
   * @throws IllegalArgumentException if a setting is not free, or contradicts another
   */
  public WireFormat(String urls, Map<String, String> settings, Duration wait) {
    this(client(urls, settings), urls, settings, wait);
  }

  /** Over a client that is there already. */
  public WireFormat(SchemaRegistryClient client, Duration wait) {
    this(client, "http://unused", Map.of(), wait);
  }

  private WireFormat(
      SchemaRegistryClient client, String urls, Map<String, String> settings, Duration wait) {
    this(client, urls, settings, new RegistryPatience(checked(wait)));
  }

  WireFormat(
      SchemaRegistryClient client,
      String urls,
      Map<String, String> settings,
      RegistryPatience patience) {
    AvroTrust.establish();
    this.client = client;
    this.patience = patience;
    this.settings.putAll(settings);
    this.settings.putAll(FIXED);
    this.settings.put("schema.registry.url", urls);
  }

  /** Asks the registry for the schema's ID once per topic. Throws as the deserializer does. */
  public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
    return new ContractSerializer<>(type, client, patience, settings);
  }

  /**
   * Never throws for what the bytes are, only {@link RegistryAwayException} when nobody can tell.
   */
  public <T extends SpecificRecord> Deserializer<Decoded<T>> deserializer(Class<T> type) {
    return new SafeDeserializer<>(
        type, client, patience, new KafkaAvroDeserializer(client, settings));
  }

  /**
   * To be run once at start, before any serializer.
   *
   * @param wait how long a registry that is away is waited for
   */
  public SchemaRegistration registration(Duration wait) {
    return new SchemaRegistration(client, new RegistryPatience(wait));
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      LOG.warn("the schema registry's client did not close well", e);
    }
  }

  private static Duration checked(Duration wait) {
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw new IllegalArgumentException(
          "the wait for a schema registry is "
              + wait
              + ", at most "
              + LONGEST_WAIT
              + " fit into a transaction's 10 s");
    }
    return wait;
  }

  private static SchemaRegistryClient client(String urls, Map<String, String> settings) {
    if (urls.contains("@")) {
      // the client logs URLs
      throw new IllegalArgumentException(
          "the schema registry's URL holds credentials; set basic.auth.credentials.source=USER_INFO"
              + " and basic.auth.user.info instead");
    }
    FIXED.forEach(
        (key, value) -> {
          String set = settings.get(key);
          if (set != null && !set.equals(value.toString())) {
            throw new IllegalArgumentException(
                key + " is " + value + " in Sluice and can't be set to something else");
          }
        });
    Map<String, Object> all = new HashMap<>(settings);
    CLIENT_DEFAULTS.forEach(
        (key, value) -> {
          // the client refuses a key that is there with and without its prefix
          if (!settings.containsKey("schema.registry." + key)) {
            all.putIfAbsent(key, value);
          }
        });
    return SchemaRegistryClientFactory.newClient(
        List.of(urls.split("\\s*,\\s*")),
        MAX_SCHEMAS,
        List.of(new AvroSchemaProvider()),
        all,
        Map.of());
  }
}
