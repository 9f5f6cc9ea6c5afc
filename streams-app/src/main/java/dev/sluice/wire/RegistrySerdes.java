package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
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
public final class RegistrySerdes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistrySerdes.class);

  private final RegistryClient registry;
  private final SchemaIds ids;
  private final RegistryRetry patience;
  private final Duration grace;

  /**
   * @param urls the registry's URLs, separated by commas
   * @param settings passed unchanged to Confluent's client, such as {@code
   *     basic.auth.credentials.source} and {@code schema.registry.ssl.truststore.location}
   * @throws IllegalArgumentException if a setting is reserved, or contradicts another
   */
  public RegistrySerdes(String urls, Map<String, String> settings, RegistryWaits waits) {
    this(RegistryClient.at(urls, settings), waits);
  }

  /** Over an existing client without a cache. */
  public RegistrySerdes(SchemaRegistryClient client, RegistryWaits waits) {
    this(RegistryClient.over(client), waits);
  }

  private RegistrySerdes(RegistryClient registry, RegistryWaits waits) {
    this(
        registry,
        new SchemaIds(registry, waits),
        new RegistryRetry(waits.blocking()),
        waits.missingIdGrace());
  }

  RegistrySerdes(RegistryClient registry, SchemaIds ids, RegistryRetry patience, Duration grace) {
    AvroTrust.establish();
    this.registry = registry;
    this.ids = ids;
    this.patience = patience;
    this.grace = grace;
  }

  /** Asks the registry for the schema's ID once per topic. Throws as the deserializer does. */
  public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
    return new ContractSerializer<>(type, registry, patience, grace);
  }

  /** Never throws because of the bytes, only {@link RegistryAwayException} if nobody can tell. */
  public <T extends SpecificRecord> Deserializer<Decoded<T>> deserializer(Class<T> type) {
    return new SafeDeserializer<>(
        type, ids, new KafkaAvroDeserializer(registry.client(), registry.settings()));
  }

  /**
   * Reads a part of records.
   *
   * @param projection see {@link ProjectedReader#keeping}
   */
  public ProjectedReader projected(Schema projection) {
    return new ProjectedReader(projection, ProjectedReader.of(registry.client()));
  }

  /**
   * Looks up schema IDs of these topics' records before they are decoded. At most one per process;
   * close it before this.
   */
  public SchemaLookAhead lookAhead(Set<String> topics) {
    return new SchemaLookAhead(ids, topics);
  }

  /**
   * Run it once at start, before any serializer.
   *
   * @param wait how long to wait for a registry that is away
   */
  public SchemaRegistration registration(Duration wait) {
    return new SchemaRegistration(registry, new RegistryRetry(wait), ids);
  }

  /**
   * Warns of each registered schema whose subject has a latest version with fewer fields. Run it
   * after the registration; it is repeated for a topic when a record has an unknown schema. Never
   * fails; blocks for two exchanges with the registry for each topic.
   */
  public void checkLatestVersions() {
    ids.latest().check();
  }

  @Override
  public void close() {
    try {
      registry.client().close();
    } catch (IOException e) {
      log.warn("the schema registry's client did not close cleanly", e);
    }
  }
}
