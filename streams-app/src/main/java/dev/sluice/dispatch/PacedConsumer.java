package dev.sluice.dispatch;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A stream thread's consumer that tells {@link CommitPace} what it finds. */
final class PacedConsumer extends KafkaConsumer<byte[], byte[]> {
  private final CommitPace pace;
  private final Set<String> topics;

  /**
   * @param topics whose records wait for a commit
   */
  PacedConsumer(Map<String, Object> config, CommitPace pace, Set<String> topics) {
    super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.pace = pace;
    this.topics = Set.copyOf(topics);
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> records = super.poll(pace.timeout(timeout));
    int found = 0;
    for (var partition : records.partitions()) {
      if (topics.contains(partition.topic())) {
        found += records.records(partition).size();
      }
    }
    pace.polled(found);
    return records;
  }
}
