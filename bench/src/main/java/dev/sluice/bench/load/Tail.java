package dev.sluice.bench.load;

import dev.sluice.wire.EventHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what is committed from now on, on a thread of its own, and tells by the headers alone which
 * request each record is about.
 */
final class Tail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** On the tail's thread; may not block. */
  interface Listener {
    void arrived(Leg leg, RequestIds.Id id, long nowNanos, ConsumerRecord<String, byte[]> record);
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Leg> topics;
  private final Listener listener;
  private final Thread thread;
  private volatile boolean stopped;

  Tail(String bootstrapServers, Map<String, Leg> topics, Listener listener) {
    this.topics = topics;
    this.listener = listener;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                2_000),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    this.thread = new Thread(this::read, "tail");
    thread.setDaemon(true);
  }

  /** What is published after the call is read. */
  Tail start() {
    consumer.assign(
        topics.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList());
    consumer.seekToEnd(List.of());
    consumer.assignment().forEach(consumer::position);
    thread.start();
    return this;
  }

  private void read() {
    try (consumer) {
      while (!stopped) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Header header = record.headers().lastHeader(EventHeaders.REQUEST_ID);
          RequestIds.Id id = RequestIds.parse(header == null ? null : header.value());
          if (id != null) {
            Leg leg = Objects.requireNonNull(topics.get(record.topic()));
            listener.arrived(leg, id, System.nanoTime(), record);
          }
        }
      }
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    } catch (WakeupException stopping) {
      // close
    }
  }

  @Override
  public void close() {
    stopped = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
