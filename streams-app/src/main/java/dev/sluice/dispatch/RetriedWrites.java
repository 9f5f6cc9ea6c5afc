package dev.sluice.dispatch;

import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records to the attempts topic, each until it is written. A record replaces one of the same
 * name that is not written yet. Any thread.
 */
final class RetriedWrites {
  private static final Logger log = LoggerFactory.getLogger(RetriedWrites.class);

  private static final Duration BACKOFF = Duration.ofSeconds(1);

  private final Producer<String, byte[]> producer;
  private final ScheduledExecutorService thread;
  private final Map<String, Write> unwritten = new ConcurrentHashMap<>();
  private final LogLimiter lines = new LogLimiter();

  /** No record: two writes of one name are two writes. */
  private static final class Write {
    private final String name;
    private final Supplier<ProducerRecord<String, byte[]>> recordOf;
    private final Runnable onWritten;

    private Write(
        String name, Supplier<ProducerRecord<String, byte[]>> recordOf, Runnable onWritten) {
      this.name = name;
      this.recordOf = recordOf;
      this.onWritten = onWritten;
    }
  }

  /**
   * @param thread where sends may block
   */
  RetriedWrites(Producer<String, byte[]> producer, ScheduledExecutorService thread) {
    this.producer = producer;
    this.thread = thread;
  }

  /**
   * @param recordOf makes the record, for each try anew
   * @param onWritten not run for a record that is replaced
   */
  void write(String name, Supplier<ProducerRecord<String, byte[]>> recordOf, Runnable onWritten) {
    Write write = new Write(name, recordOf, onWritten);
    unwritten.put(name, write);
    thread.execute(() -> send(write));
  }

  private void send(Write write) {
    if (unwritten.get(write.name) != write) {
      return;
    }
    try {
      var unused =
          producer.send(
              write.recordOf.get(),
              (metadata, failure) -> {
                if (failure != null) {
                  again(write, failure);
                } else if (unwritten.remove(write.name, write)) {
                  write.onWritten.run();
                }
              });
    } catch (RuntimeException failure) {
      again(write, failure);
    }
  }

  private void again(Write write, Exception failure) {
    lines.warn(
        log,
        "retried write",
        "no %s yet: %s".formatted(write.name, failure.getClass().getSimpleName()));
    var unused = thread.schedule(() -> send(write), BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
  }
}
