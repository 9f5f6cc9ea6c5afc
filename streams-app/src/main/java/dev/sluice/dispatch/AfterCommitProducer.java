package dev.sluice.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * A stream thread's producer that reports to {@link AfterCommit} how its transactions end. Called
 * on that stream thread.
 */
final class AfterCommitProducer implements Producer<byte[], byte[]> {
  private final Producer<byte[], byte[]> producer;
  private final AfterCommit afterCommit;
  private final CommitPace pace;

  AfterCommitProducer(Producer<byte[], byte[]> producer, AfterCommit afterCommit, CommitPace pace) {
    this.producer = producer;
    this.afterCommit = afterCommit;
    this.pace = pace;
  }

  @Override
  public void initTransactions() {
    producer.initTransactions();
  }

  @Override
  public void beginTransaction() {
    producer.beginTransaction();
    afterCommit.begun();
  }

  @Override
  public void commitTransaction() {
    boolean committed = false;
    try {
      producer.commitTransaction();
      committed = true;
    } finally {
      pace.ended();
      // after a TimeoutException nobody knows; init() finds what did commit in the journal
      if (!committed) {
        afterCommit.forgotten();
      }
    }
    afterCommit.committed();
  }

  @Override
  public void abortTransaction() {
    // first, since an abort that throws has committed nothing either
    afterCommit.forgotten();
    producer.abortTransaction();
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
    producer.sendOffsetsToTransaction(offsets, groupMetadata);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return producer.send(record);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    return producer.send(record, callback);
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    return producer.partitionsFor(topic);
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    return producer.metrics();
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    return producer.clientInstanceId(timeout);
  }

  @Override
  public void registerMetricForSubscription(KafkaMetric metric) {
    producer.registerMetricForSubscription(metric);
  }

  @Override
  public void unregisterMetricFromSubscription(KafkaMetric metric) {
    producer.unregisterMetricFromSubscription(metric);
  }

  @Override
  public void close() {
    producer.close();
  }

  @Override
  public void close(Duration timeout) {
    producer.close(timeout);
  }
}
