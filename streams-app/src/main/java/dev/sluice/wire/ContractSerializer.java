package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's serializer for one class of records, which waits for a registry that is away. Any
 * thread: a producer calls it on each of its callers' threads.
 */
final class ContractSerializer<T extends SpecificRecord> implements Serializer<T> {
  private final AvroSchema schema;
  private final SchemaRegistryClient client;
  private final RegistryPatience patience;
  private final KafkaAvroSerializer delegate;
  private final Set<String> knownTopics = ConcurrentHashMap.newKeySet();

  ContractSerializer(
      Class<T> type,
      SchemaRegistryClient client,
      RegistryPatience patience,
      KafkaAvroSerializer delegate) {
    this.schema = new AvroSchema(ContractSchemas.published(type));
    this.client = client;
    this.patience = patience;
    this.delegate = delegate;
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

  /** Leaves the ID in the client's cache, where the delegate finds it. */
  private void findId(String topic) {
    String subject = ContractSchemas.subject(topic);
    try {
      patience.ask(
          "the ID of " + schema.name() + " under " + subject,
          () -> client.getId(subject, schema, false));
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
