package dev.sluice.dispatch;

import dev.sluice.outage.LogLimiter;
import dev.sluice.wire.EventHeaders;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes ticks with the producer of the attempts topic. */
final class TickWriter {
  private static final Logger log = LoggerFactory.getLogger(TickWriter.class);

  private final String topic;
  private final Producer<String, byte[]> producer;
  private final Executor thread;
  private final LogLimiter lines = new LogLimiter();

  /**
   * @param topic of requests
   * @param thread where sends may block
   */
  TickWriter(String topic, Producer<String, byte[]> producer, Executor thread) {
    this.topic = topic;
    this.producer = producer;
    this.thread = thread;
  }

  void tick(int partition, Consumer<@Nullable Instant> onDone) {
    thread.execute(() -> send(partition, onDone));
  }

  private void send(int partition, Consumer<@Nullable Instant> onDone) {
    ProducerRecord<String, byte[]> tick =
        new ProducerRecord<>(topic, partition, (String) null, (byte[]) null, EventHeaders.tick());
    try {
      var unused =
          producer.send(
              tick,
              (metadata, failure) -> {
                if (failure == null) {
                  onDone.accept(Instant.ofEpochMilli(metadata.timestamp()));
                } else {
                  failed(partition, onDone, failure);
                }
              });
    } catch (RuntimeException failure) {
      failed(partition, onDone, failure);
    }
  }

  private void failed(int partition, Consumer<@Nullable Instant> onDone, Exception failure) {
    lines.warn(
        log,
        "tick",
        "no tick in partition %d: %s".formatted(partition, failure.getClass().getSimpleName()));
    onDone.accept(null);
  }
}
