package dev.sluice.wire;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's deserializer for one class of records, which gives what it can't read as a value and
 * waits for a registry that is away or not believed yet; see {@link SchemaLookAhead}. Any thread:
 * Streams shares it, and with it the delegate, among the tasks of all its threads.
 */
final class SafeDeserializer<T extends SpecificRecord> implements Deserializer<Decoded<T>> {
  private final Class<T> type;
  private final Schema schema;
  private final SchemaIds ids;
  private final KafkaAvroDeserializer delegate;

  SafeDeserializer(Class<T> type, SchemaIds ids, KafkaAvroDeserializer delegate) {
    AvroTrust.establish();
    this.type = type;
    this.schema = SpecificData.get().getSchema(type);
    this.ids = ids;
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
    if (!WirePrefix.isThere(bytes)) {
      return new Decoded.Unreadable<>(
          bytes, "does not begin with the wire format's magic byte 0 and a schema ID");
    }
    int id = WirePrefix.schemaId(bytes);
    // before decoding: the delegate's exceptions don't tell bad bytes from a registry that is away
    String reason = id < 0 ? "schema ID " + id + " is negative" : ids.awaitProblem(topic, id);
    return reason == null
        ? decode(topic, headers, bytes, id)
        : new Decoded.Unreadable<>(bytes, reason);
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
          bytes,
          "with schema " + id + " the bytes are not a valid " + schema.getName() + why(unreadable));
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
