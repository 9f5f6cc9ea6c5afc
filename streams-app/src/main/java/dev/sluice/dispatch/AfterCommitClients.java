package dev.sluice.dispatch;

import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TopicNames;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Gives Kafka Streams producers whose commits let calls start: Streams has no hook of its own that
 * runs after a transaction's commit. And consumers that tell how much there is to do and hold
 * partitions while a schema is looked up. Only for {@code exactly_once_v2}; at-least-once has no
 * transactions, and nothing would ever start.
 */
public final class AfterCommitClients extends DefaultKafkaClientSupplier {
  private final AfterCommit afterCommit;
  private final CommitPace pace;
  private final TopicNames topics;
  private final SchemaAvailability schemas;
  private final CommitWatch commits;

  /**
   * @param commits told of the transactions of all producers
   */
  public AfterCommitClients(
      CallDispatcher calls, TopicNames topics, SchemaAvailability schemas, CommitWatch commits) {
    this.afterCommit = calls.afterCommit();
    this.pace = calls.pace();
    this.topics = topics;
    this.schemas = schemas;
    this.commits = commits;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new AfterCommitProducer(
        new WatchedProducer(super.getProducer(config), commits), afterCommit, pace);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new PacedConsumer(config, pace, topics, schemas);
  }
}
