package dev.sluice.dispatch;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes what becomes of provider batches to the attempts topic. Any thread. */
final class BatchLogWriter implements BatchLog {
  private final String topic;
  private final Producer<String, byte[]> producer;
  private final AttemptsFormat format;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;
  private final RetriedWrites retried;

  /**
   * @param thread where sends may block
   */
  BatchLogWriter(
      String topic,
      Producer<String, byte[]> producer,
      AttemptsFormat format,
      InstantSource clock,
      ScheduledExecutorService thread) {
    this.topic = topic;
    this.producer = producer;
    this.format = format;
    this.clock = clock;
    this.thread = thread;
    this.retried = new RetriedWrites(producer, thread);
  }

  @Override
  public void sign(
      String ownerId, int partition, String batchId, Consumer<@Nullable Instant> onDone) {
    try {
      thread.execute(() -> trySign(ownerId, partition, batchId, onDone));
    } catch (RejectedExecutionException stopped) {
      onDone.accept(null);
    }
  }

  private void trySign(
      String ownerId, int partition, String batchId, Consumer<@Nullable Instant> onDone) {
    try {
      Instant at = clock.instant();
      byte[] value = format.alive(ownerId, at, List.of(batchId));
      var unused =
          producer.send(
              new ProducerRecord<>(topic, partition, ownerId, value),
              (metadata, failure) -> onDone.accept(failure == null ? at : null));
    } catch (RuntimeException failure) {
      onDone.accept(null);
    }
  }

  @Override
  public void created(
      String ownerId, int partition, String batchId, String providerId, Runnable onWritten) {
    retried.write(
        "record of the creation of " + batchId,
        () -> {
          byte[] value = format.batchCreated(ownerId, clock.instant(), batchId, providerId);
          return new ProducerRecord<>(topic, partition, ownerId, value);
        },
        onWritten);
  }

  @Override
  public void ended(String ownerId, int partition, String batchId) {
    retried.write(
        "record of the end of " + batchId,
        () -> {
          byte[] value = format.batchEnded(ownerId, clock.instant(), batchId);
          return new ProducerRecord<>(topic, partition, ownerId, value);
        },
        () -> {});
  }
}
