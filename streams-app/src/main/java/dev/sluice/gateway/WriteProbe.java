package dev.sluice.gateway;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.dispatch.AttemptsFormat;
import dev.sluice.dispatch.AttemptsProducer;
import dev.sluice.dispatch.CommitWatch;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a record from time to time, so that an outage shows where nothing else is written: to one
 * partition after the other, hence to every broker that leads one. Whoever has the partition reads
 * the record and commits that, so its transactions are tried out too. At most one record at a time
 * is under way, on a thread of its own, which sends may block.
 */
final class WriteProbe implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WriteProbe.class);

  private final Producer<String, byte[]> producer;
  private final IntFunction<ProducerRecord<String, byte[]>> records;
  private final int partitions;
  private final CommitWatch writes;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, new ThreadFactoryBuilder().setNameFormat("sluice-probe").setDaemon(true).build());
  private int next;
  private volatile boolean underWay;

  /**
   * @param producer closed with this
   * @param records makes the record for a partition
   * @param writes told of each record and of what became of it
   */
  WriteProbe(
      Producer<String, byte[]> producer,
      IntFunction<ProducerRecord<String, byte[]>> records,
      int partitions,
      CommitWatch writes) {
    this.producer = producer;
    this.records = records;
    this.partitions = partitions;
    this.writes = writes;
  }

  /**
   * Writes heartbeats to the attempts topic that name no attempt: one that names them, or none in
   * particular, would prolong the leases of attempts that this process has lost.
   *
   * @param ownerId of this process
   */
  static WriteProbe open(
      TopicNames topics,
      KafkaClients clients,
      RegistrySerdes wire,
      String ownerId,
      int partitions,
      CommitWatch writes) {
    String topic = topics.attempts();
    AttemptsSerializer format =
        new AttemptsSerializer(topic, wire.serializer(AttemptOutcome.class));
    return new WriteProbe(
        AttemptsProducer.producer(clients.producer()),
        partition -> heartbeat(topic, partition, format, ownerId),
        partitions,
        writes);
  }

  static ProducerRecord<String, byte[]> heartbeat(
      String topic, int partition, AttemptsFormat format, String ownerId) {
    byte[] value = format.alive(ownerId, Instant.now(), List.of());
    return new ProducerRecord<>(topic, partition, ownerId, value);
  }

  /**
   * @param afterwards runs after each, on the probe's thread; not while a send blocks it
   */
  void every(Duration time, Runnable afterwards) {
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              probe();
              afterwards.run();
            },
            time.toMillis(),
            time.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Does nothing while a record is under way. */
  void probe() {
    if (underWay) {
      return;
    }
    underWay = true;
    writes.begun(this);
    next = (next + 1) % partitions;
    try {
      var unused =
          producer.send(
              records.apply(next),
              (metadata, failure) -> {
                if (failure == null) {
                  writes.committed(this);
                  underWay = false;
                } else {
                  failed(failure);
                }
              });
    } catch (RuntimeException failure) {
      failed(failure);
    }
  }

  private void failed(Exception failure) {
    log.debug("a probe was not written", failure);
    writes.abandoned(this);
    underWay = false;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
