package dev.sluice.dispatch;

import dev.sluice.wire.SchemaAvailability;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A stream thread's consumer that holds partitions while a schema is looked up. */
class HoldingConsumer extends KafkaConsumer<byte[], byte[]> {
  private final PartitionHolds holds;
  private final Set<String> ordering;

  /**
   * @param ordering topics whose records must be processed before later ones of other topics
   */
  HoldingConsumer(Map<String, Object> config, SchemaAvailability schemas, Set<String> ordering) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.ordering = Set.copyOf(ordering);
    this.holds =
        new PartitionHolds(
            schemas,
            new PartitionHolds.Partitions() {
              @Override
              public void pause(Collection<TopicPartition> partitions) {
                HoldingConsumer.super.pause(partitions);
              }

              @Override
              public void resume(Collection<TopicPartition> partitions) {
                HoldingConsumer.super.resume(partitions);
              }

              @Override
              public void seek(TopicPartition partition, long offset) {
                HoldingConsumer.super.seek(partition, offset);
              }
            });
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    holds.beforePoll(assignment());
    return holds.afterPoll(super.poll(timeout));
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    holds.pause(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    holds.resume(partitions);
  }

  /**
   * Zero for a held partition, so that its task goes on with its other topics: with {@code
   * max.task.idle.ms} of 0 a task waits while the broker has records of any of its partitions
   * (KIP-695).
   */
  @Override
  public OptionalLong currentLag(TopicPartition partition) {
    return holds.isHeld(partition) && !ordering.contains(partition.topic())
        ? OptionalLong.of(0)
        : super.currentLag(partition);
  }
}
