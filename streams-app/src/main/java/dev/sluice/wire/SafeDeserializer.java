package dev.sluice.wire;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's deserializer for one class of records, which gives what it can't read as a value and
 * waits for a registry that is away. Any thread: Streams shares it, and with it the delegate, among
 * the tasks of all its threads.
 */
final class SafeDeserializer<T extends SpecificRecord> implements Deserializer<Decoded<T>> {
  private static final int PREFIX = 5;

  private final Class<T> type;
  private final Schema schema;
  private final SchemaRegistryClient client;
  private final RegistryPatience patience;
  private final KafkaAvroDeserializer delegate;

  /**
   * By topic, the IDs of schemas that the client had: a look into its cache costs a record's
   * decoding.
   */
  private final Map<String, Set<Integer>> known = new ConcurrentHashMap<>();

  SafeDeserializer(
      Class<T> type,
      SchemaRegistryClient client,
      RegistryPatience patience,
      KafkaAvroDeserializer delegate) {
    AvroTrust.establish();
    this.type = type;
    this.schema = SpecificData.get().getSchema(type);
    this.client = client;
    this.patience = patience;
    this.delegate = delegate;
  }

  @Override
  public Decoded<T> deserialize(String topic, byte @Nullable [] bytes) {
    return deserialize(topic, new RecordHeaders(), bytes);
  }

  @Override
  public Decoded<T> deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
    if (bytes == null) {
      return new Decoded.Absent<>();
    }
    if (bytes.length < PREFIX || bytes[0] != 0) {
      return new Decoded.Unreadable<>(
          bytes, "does not begin with the wire format's magic byte 0 and a schema ID");
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    String reason = id < 0 ? "schema ID " + id + " is negative" : missing(topic, id);
    return reason == null
        ? decode(topic, headers, bytes, id)
        : new Decoded.Unreadable<>(bytes, reason);
  }

  /**
   * Why the schema is not to be had; null where it is, and then in the client's cache. Asked for
   * before decoding, because an exception of the delegate does not tell bad bytes from a registry
   * that is away.
   */
  private @Nullable String missing(String topic, int id) {
    Set<Integer> knownThere = known.computeIfAbsent(topic, first -> ConcurrentHashMap.newKeySet());
    if (knownThere.contains(id)) {
      return null;
    }
    try {
      patience.ask(
          "schema " + id, () -> client.getSchemaBySubjectAndId(ContractSchemas.subject(topic), id));
      knownThere.add(id);
      return null;
    } catch (RestClientException unknown) {
      return "the schema registry has no schema " + id + ", it says " + unknown.getErrorCode();
    } catch (IOException | RuntimeException noAvroSchema) {
      if (noAvroSchema instanceof RegistryAwayException away) {
        throw away;
      }
      return "schema " + id + " is no Avro schema that can be used";
    }
  }

  private Decoded<T> decode(String topic, Headers headers, byte[] bytes, int id) {
    try {
      Object value = delegate.deserialize(topic, headers, bytes, schema);
      boolean signed = headers.lastHeader(EventHeaders.SIGNATURE) != null;
      return new Decoded.Readable<>(
          type.cast(value),
          bytes.length,
          signed ? ByteBuffer.wrap(bytes).asReadOnlyBuffer() : null);
    } catch (RuntimeException | StackOverflowError unreadable) {
      return new Decoded.Unreadable<>(
          bytes, "with schema " + id + " the bytes are no " + schema.getName() + why(unreadable));
    }
  }

  private static String why(Throwable unreadable) {
    Throwable root = unreadable;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? "" : ": " + message.substring(0, Math.min(message.length(), 300));
  }

  @Override
  public void close() {
    // the client is shared, and the delegate would close it
  }
}
