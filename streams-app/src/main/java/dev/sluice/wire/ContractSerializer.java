package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's serializer for one class of records, which waits while the registry is away. Any
 * thread: a producer calls it on each of its callers' threads.
 */
final class ContractSerializer<T extends SpecificRecord> implements Serializer<T> {
  private final AvroSchema schema;
  private final SchemaRegistryClient client;
  private final RegistryRetry patience;
  private final Duration grace;
  private final OfOneSchema delegate;
  private final Set<String> knownTopics = ConcurrentHashMap.newKeySet();

  /**
   * @param grace how long a registry must keep saying that it has no such schema
   */
  ContractSerializer(
      Class<T> type, RegistryClient registry, RegistryRetry patience, Duration grace) {
    this.schema = ContractSchemas.published(type);
    this.client = registry.client();
    this.patience = patience;
    this.grace = grace;
    this.delegate = new OfOneSchema(client, registry.settings(), schema);
  }

  /** Reuses the schema, which Confluent's own method creates again for each record. */
  private static final class OfOneSchema extends KafkaAvroSerializer {
    private final AvroSchema schema;

    OfOneSchema(SchemaRegistryClient client, Map<String, ?> settings, AvroSchema schema) {
      super(client, settings);
      this.schema = schema;
    }

    @Override
    public byte[] serialize(String topic, Headers headers, Object value) {
      String subject = getSubjectName(topic, isKey, value, schema);
      return serializeImpl(subject, topic, headers, value, schema);
    }
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T value) {
    return serialize(topic, new RecordHeaders(), value);
  }

  @Override
  public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T value) {
    if (value == null) {
      return null;
    }
    if (!knownTopics.contains(topic)) {
      findId(topic);
      knownTopics.add(topic);
    }
    return delegate.serialize(topic, headers, value);
  }

  /** Puts the ID into the client's cache, where the delegate finds it. */
  private void findId(String topic) {
    String subject = ContractSchemas.subject(topic);
    try {
      patience.ask(
          "the ID of " + schema.name() + " under " + subject,
          () -> client.getId(subject, schema, false),
          grace);
    } catch (RestClientException | IOException unknown) {
      throw new SerializationException(
          "the schema registry has no "
              + schema.name()
              + " of this release under "
              + subject
              + "; it is registered when Sluice starts",
          unknown);
    }
  }

  @Override
  public void close() {
    // the client is shared, and the delegate would close it
  }
}
