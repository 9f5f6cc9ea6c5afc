package dev.sluice.dispatch;

import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes markers to the attempts topic, each until it is written. Only the newest of a partition is
 * useful, so at most one is retried. Any thread.
 */
final class MarkerWriter {
  private static final Logger log = LoggerFactory.getLogger(MarkerWriter.class);

  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final Producer<String, byte[]> producer;
  private final ScheduledExecutorService thread;
  private final Map<Integer, String> unwritten = new ConcurrentHashMap<>();
  private final LogLimiter lines = new LogLimiter();

  /** A marker's record, made again for each try. */
  interface RecordOf {
    ProducerRecord<String, byte[]> get();
  }

  /**
   * @param thread where sends may block
   */
  MarkerWriter(Producer<String, byte[]> producer, ScheduledExecutorService thread) {
    this.producer = producer;
    this.thread = thread;
  }

  void write(int partition, String mark, RecordOf record) {
    unwritten.put(partition, mark);
    thread.execute(() -> send(partition, mark, record));
  }

  private void send(int partition, String mark, RecordOf record) {
    if (!mark.equals(unwritten.get(partition))) {
      return;
    }
    try {
      var unused =
          producer.send(
              record.get(),
              (metadata, failure) -> {
                if (failure == null) {
                  unwritten.remove(partition, mark);
                } else {
                  again(partition, mark, record, failure);
                }
              });
    } catch (RuntimeException failure) {
      again(partition, mark, record, failure);
    }
  }

  private void again(int partition, String mark, RecordOf record, Exception failure) {
    lines.warn(
        log,
        "marker",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
        "no marker in partition %d yet: %s"
            .formatted(partition, failure.getClass().getSimpleName()));
    var unused =
        thread.schedule(
            () -> send(partition, mark, record), BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
  }
}
