package dev.sluice.dispatch;

import dev.sluice.wire.SchemaAvailability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds partitions whose next record's schema is still being looked up: pauses them at that record
 * and resumes them when the schema is known or believed missing. Other partitions continue.
 *
 * <p>Kafka Streams pauses and resumes partitions too. A held partition stays paused when Streams
 * resumes it, and one that Streams has paused stays paused when its hold ends. Confined to the
 * consumer's thread.
 */
final class PartitionHolds {
  /** The part of a value that {@link SchemaAvailability} reads. */
  private static final int PREFIX = 5;

  /** The consumer's own methods, without holds. */
  interface Partitions {
    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    void seek(TopicPartition partition, long offset);
  }

  private static final class Hold {
    private final byte[] prefix;
    private boolean pausedByStreams;

    private Hold(byte[] prefix) {
      this.prefix = prefix;
    }
  }

  private final SchemaAvailability schemas;
  private final Partitions consumer;
  private final Map<TopicPartition, Hold> holds = new HashMap<>();

  PartitionHolds(SchemaAvailability schemas, Partitions consumer) {
    this.schemas = schemas;
    this.consumer = consumer;
  }

  boolean isHeld(TopicPartition partition) {
    return holds.containsKey(partition);
  }

  /**
   * Ends holds whose schema is settled. Call before each poll.
   *
   * @param assigned the consumer's partitions; drops holds of others
   */
  void beforePoll(Set<TopicPartition> assigned) {
    if (holds.isEmpty()) {
      return;
    }
    holds.keySet().retainAll(assigned);
    List<TopicPartition> resumed = new ArrayList<>();
    for (Map.Entry<TopicPartition, Hold> each : List.copyOf(holds.entrySet())) {
      if (schemas.isSettled(each.getKey().topic(), each.getValue().prefix)) {
        holds.remove(each.getKey());
        if (!each.getValue().pausedByStreams) {
          resumed.add(each.getKey());
        }
      }
    }
    consumer.resume(resumed);
  }

  /** Cuts off the records from the first unsettled one of each partition. Call after each poll. */
  ConsumerRecords<byte[], byte[]> afterPoll(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
    // Streams commits these for partitions without buffered records
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
    boolean heldAny = false;
    for (TopicPartition partition : polled.partitions()) {
      // stale: only a reassigned partition returns records while held
      holds.remove(partition);
      List<ConsumerRecord<byte[], byte[]>> all = polled.records(partition);
      int readable = readable(all);
      if (readable == all.size()) {
        records.put(partition, all);
        continue;
      }
      heldAny = true;
      ConsumerRecord<byte[], byte[]> first = all.get(readable);
      hold(partition, first);
      next.put(partition, new OffsetAndMetadata(first.offset(), first.leaderEpoch(), ""));
      if (readable > 0) {
        records.put(partition, new ArrayList<>(all.subList(0, readable)));
      }
      // look-ups overlap, so many missing IDs take hardly longer than one
      all.subList(readable + 1, all.size())
          .forEach(behind -> schemas.prepare(behind.topic(), behind.value()));
    }
    return heldAny ? new ConsumerRecords<>(records, next) : polled;
  }

  /** The number of records before the first unsettled one. */
  private int readable(List<ConsumerRecord<byte[], byte[]>> records) {
    int readable = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (!schemas.isSettled(record.topic(), record.value())) {
        return readable;
      }
      readable++;
    }
    return readable;
  }

  private void hold(TopicPartition partition, ConsumerRecord<byte[], byte[]> first) {
    // without a leader epoch, with which position() would block until a broker validates it
    consumer.seek(partition, first.offset());
    consumer.pause(List.of(partition));
    holds.put(partition, new Hold(Arrays.copyOf(first.value(), PREFIX)));
  }

  void pause(Collection<TopicPartition> partitions) {
    mark(partitions, true);
    consumer.pause(partitions);
  }

  void resume(Collection<TopicPartition> partitions) {
    mark(partitions, false);
    consumer.resume(partitions.stream().filter(each -> !isHeld(each)).toList());
  }

  private void mark(Collection<TopicPartition> partitions, boolean paused) {
    for (TopicPartition partition : partitions) {
      Hold hold = holds.get(partition);
      if (hold != null) {
        hold.pausedByStreams = paused;
      }
    }
  }
}
