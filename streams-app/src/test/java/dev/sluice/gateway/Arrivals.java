package dev.sluice.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows what is committed on a topic from now on, to tell how long nothing comes. Any thread. */
final class Arrivals implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::read, "arrivals");

  // guarded by this
  private long last = System.nanoTime();
  private long longest;

  Arrivals(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList());
    consumer.seekToEnd(List.of());
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (consumer) {
      while (true) {
        if (!consumer.poll(POLL).isEmpty()) {
          arrived();
        }
      }
    } catch (WakeupException closing) {
      // close
    }
  }

  private synchronized void arrived() {
    long now = System.nanoTime();
    longest = Math.max(longest, now - last);
    last = now;
  }

  /** The longest time without any since this was called last. */
  synchronized Duration takeLongestStall() {
    Duration stall = Duration.ofNanos(longest);
    longest = 0;
    return stall;
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
