package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.EventHeaders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** An ordinary producer, idempotent and with all acknowledgements. Any thread. */
final class Publisher implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * @param lingerMs 0 where latency counts
   */
  Publisher(String bootstrapServers, int lingerMs) {
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG, lingerMs,
                ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20,
                ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** What the first record would have to wait for. */
  void warm(String topic) {
    producer.partitionsFor(topic);
  }

  void send(String topic, String tenant, String id, byte[] value) {
    // the gateway's events carry it too, and the baseline copies it
    var header = new RecordHeader(EventHeaders.REQUEST_ID, id.getBytes(UTF_8));
    var unused =
        producer.send(
            new ProducerRecord<>(topic, null, tenant, value, List.of(header)),
            (place, refused) -> {
              if (refused != null) {
                failure.compareAndSet(null, refused);
              }
            });
  }

  /**
   * Returns when all are acknowledged.
   *
   * @throws IllegalStateException if one was refused
   */
  void flush() {
    producer.flush();
    Exception refused = failure.get();
    if (refused != null) {
      throw new IllegalStateException("a request could not be published", refused);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
