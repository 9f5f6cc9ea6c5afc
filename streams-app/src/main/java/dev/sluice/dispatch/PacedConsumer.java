package dev.sluice.dispatch;

import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** A stream thread's consumer that reports to {@link CommitPace} what it fetches. */
final class PacedConsumer extends HoldingConsumer {
  private final CommitPace pace;
  private final Set<String> topics;

  PacedConsumer(
      Map<String, Object> config, CommitPace pace, TopicNames topics, SchemaAvailability schemas) {
    // policies come before the requests they apply to
    super(config, schemas, Set.of(topics.tenants()));
    this.pace = pace;
    this.topics = topics.awaitingCommits();
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
