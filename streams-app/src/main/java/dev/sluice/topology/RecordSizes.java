package dev.sluice.topology;

import com.google.common.io.ByteStreams;
import com.google.common.io.CountingOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the producer takes as one record. Asked before an event is forwarded: a failed write aborts
 * the transaction, and would on every retry. Immutable; any thread.
 *
 * @param max the producer's {@code max.request.size}, in bytes
 */
record RecordSizes(int max) {
  private static final Logger log = LoggerFactory.getLogger(RecordSizes.class);

  /** Kafka's default. */
  private static final int KAFKAS_OWN = 1024 * 1024;

  /** The longest number, and the index of its branch in a union. */
  private static final long SCALAR = 12;

  /** The number of items, the end marker, and the index of a branch. */
  private static final long COUNTS = 24;

  /** Batch, record and header overhead, IDs, and the wire format's prefix. */
  private static final long AROUND = 2 * 1024;

  /**
   * @param config of Kafka Streams, including the operator's pass-through
   */
  static RecordSizes of(Map<String, Object> config) {
    Object max = config.get(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG));
    if (max == null) {
      max = config.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    }
    return new RecordSizes(max == null ? KAFKAS_OWN : Integer.parseInt(max.toString().strip()));
  }

  /** Whether a row of so many bytes fits into a record of its store's changelog. */
  boolean takes(int rowBytes) {
    return rowBytes + AROUND <= max;
  }

  /**
   * How many bytes the event exceeds a record's maximum by; 0 or less if it fits. Encodes it only
   * if its size is close: it is encoded once more for its topic.
   */
  long excess(SpecificRecord event, @Nullable String key, @Nullable String traceparent) {
    long around = AROUND + utf8(key) + utf8(traceparent);
    return bound(event) + around <= max ? 0 : bytes(event, key, traceparent) - max;
  }

  /**
   * The event where it fits into a record, otherwise with as much of its texts and lists as does.
   */
  <T extends SpecificRecord> T fitted(T event, @Nullable String key, @Nullable String traceparent) {
    long excess = excess(event, key, traceparent);
    if (excess <= 0) {
      return event;
    }
    T shorter = event;
    for (Shortening step : Shortening.STEPS) {
      shorter = step.of(event);
      if (excess(shorter, key, traceparent) <= 0) {
        break;
      }
    }
    log.warn(
        "a record of type {} is {} bytes larger than topics.max_record_size and is shortened",
        event.getSchema().getName(),
        excess);
    return shorter;
  }

  /**
   * An upper bound of the value's size in Avro's binary encoding, from the lengths of its texts.
   */
  static long bound(@Nullable Object value) {
    // classes before interfaces: to find out that one is not implemented, JDK 17 reads a list that
    // processors then take from one another (JDK-8180450)
    if (value == null || value instanceof Number || value instanceof Enum<?>) {
      return SCALAR;
    }
    if (value instanceof String text) {
      return SCALAR + 3L * text.length();
    }
    if (value instanceof Instant || value instanceof Boolean) {
      return SCALAR;
    }
    if (value instanceof SpecificRecordBase record) {
      long all = SCALAR;
      for (int i = record.getSchema().getFields().size() - 1; i >= 0; i--) {
        all += bound(record.get(i));
      }
      return all;
    }
    if (value instanceof Collection<?> items) {
      long all = COUNTS;
      for (Object item : items) {
        all += bound(item);
      }
      return all;
    }
    if (value instanceof Map<?, ?> pairs) {
      return bound(pairs.keySet()) + bound(pairs.values());
    }
    if (value instanceof ByteBuffer bytes) {
      return SCALAR + bytes.remaining();
    }
    throw new IllegalArgumentException("no bound for a value of " + value.getClass());
  }

  /** The size of the event as a record, or slightly more. */
  long bytes(SpecificRecord event, @Nullable String key, @Nullable String traceparent) {
    CountingOutputStream counter = new CountingOutputStream(ByteStreams.nullOutputStream());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(counter, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
      encoder.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return counter.getCount() + AROUND + utf8(key) + utf8(traceparent);
  }

  /** The bytes that the record takes, or a little more. */
  long bytes(byte[] key, byte @Nullable [] value, Headers headers) {
    long all = AROUND + key.length + (value == null ? 0 : value.length);
    for (Header header : headers) {
      all += SCALAR + utf8(header.key()) + (header.value() == null ? 0 : header.value().length);
    }
    return all;
  }

  private static long utf8(@Nullable String text) {
    return text == null ? 0 : 3L * text.length();
  }
}
