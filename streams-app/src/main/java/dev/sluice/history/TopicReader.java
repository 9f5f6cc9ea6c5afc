package dev.sluice.history;

import dev.sluice.client.ClientSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads one partition of several topics side by side, each as fast as it is wanted, up to what was
 * committed when reading began. One thread.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Records of one topic that may wait for those of another. */
  private static final int ENOUGH = 2_000;

  private static final long ENOUGH_BYTES = 8 << 20;

  private final KafkaConsumer<String, byte[]> consumer;
  private final int partition;
  private final Map<TopicPartition, Long> ends;
  private final Map<TopicPartition, Ahead> read = new HashMap<>();

  /** Records of one topic that were read and not wanted yet. */
  private static final class Ahead {
    private final Deque<ConsumerRecord<String, byte[]>> records = new ArrayDeque<>();
    private long bytes;

    void add(ConsumerRecord<String, byte[]> record) {
      records.add(record);
      bytes += record.serializedValueSize();
    }

    @Nullable ConsumerRecord<String, byte[]> poll() {
      ConsumerRecord<String, byte[]> first = records.poll();
      bytes -= first == null ? 0 : first.serializedValueSize();
      return first;
    }

    boolean isEmpty() {
      return records.isEmpty();
    }

    boolean isFull() {
      return records.size() >= ENOUGH || bytes >= ENOUGH_BYTES;
    }
  }

  TopicReader(ClientSession session, int partition, List<String> topics) {
    this.partition = partition;
    this.consumer = session.consumer();
    List<TopicPartition> all =
        topics.stream().map(topic -> new TopicPartition(topic, partition)).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    this.ends = consumer.endOffsets(all);
    all.forEach(each -> read.put(each, new Ahead()));
  }

  /** Null at the end. */
  @Nullable ConsumerRecord<String, byte[]> next(String topic) {
    TopicPartition from = new TopicPartition(topic, partition);
    Ahead ahead = Objects.requireNonNull(read.get(from));
    while (ahead.isEmpty() && !isAtEnd(from)) {
      poll();
    }
    return ahead.poll();
  }

  private boolean isAtEnd(TopicPartition from) {
    return consumer.position(from) >= Objects.requireNonNull(ends.get(from));
  }

  private void poll() {
    List<TopicPartition> full =
        read.entrySet().stream()
            .filter(each -> each.getValue().isFull() || isAtEnd(each.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    consumer.resume(read.keySet().stream().filter(each -> !full.contains(each)).toList());
    consumer.pause(full);
    ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
    for (ConsumerRecord<String, byte[]> record : records) {
      TopicPartition from = new TopicPartition(record.topic(), record.partition());
      if (record.offset() < Objects.requireNonNull(ends.get(from))) {
        Objects.requireNonNull(read.get(from)).add(record);
      }
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
