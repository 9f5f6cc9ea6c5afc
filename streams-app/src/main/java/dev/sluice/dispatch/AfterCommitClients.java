package dev.sluice.dispatch;

import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Gives Kafka Streams producers whose commits let calls start: Streams has no hook of its own that
 * runs after a transaction's commit. Only for {@code exactly_once_v2}; at-least-once has no
 * transactions, and nothing would ever start.
 */
public final class AfterCommitClients extends DefaultKafkaClientSupplier {
  private final AfterCommit afterCommit;

  public AfterCommitClients(Calls calls) {
    this.afterCommit = calls.afterCommit();
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new AfterCommitProducer(super.getProducer(config), afterCommit);
  }
}
