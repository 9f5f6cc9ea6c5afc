package dev.sluice.batch.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the whole table of files and batches, and goes on, with a thread of its own. */
final class TableFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TableFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

  private final Consumer<byte[], byte[]> consumer;
  private final LongSupplier nanoTime;
  private final List<TopicPartition> assignment;
  private final ObjectTable table = new ObjectTable();
  private final LogLimiter lines = new LogLimiter();
  private final Thread thread = new Thread(this::run, "sluice-batches-table");

  private final CountDownLatch closed = new CountDownLatch(1);

  /** Guarded by this. */
  private final Map<Integer, Long> positions = new HashMap<>();

  private TableFollower(
      String topic, int partitions, Consumer<byte[], byte[]> consumer, LongSupplier nanoTime) {
    this.consumer = consumer;
    this.nanoTime = nanoTime;
    this.assignment =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
  }

  static TableFollower start(String topic, int partitions, Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "sluice-batches-table");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    TableFollower follower =
        new TableFollower(
            topic,
            partitions,
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            System::nanoTime);
    follower.thread.setDaemon(true);
    follower.thread.start();
    return follower;
  }

  ObjectTable table() {
    return table;
  }

  /** Waits until all before that offset has been read. */
  synchronized void await(int partition, long end, Duration patience)
      throws BatchStore.AwayException {
    long until = nanoTime.getAsLong() + patience.toNanos();
    try {
      while (positions.getOrDefault(partition, -1L) < end) {
        long left = (until - nanoTime.getAsLong()) / 1_000_000;
        if (left <= 0 || isClosed()) {
          throw new BatchStore.AwayException(
              "the table of batches can't be read now", new IllegalStateException("not in time"));
        }
        wait(left);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BatchStore.AwayException("interrupted", interrupted);
    }
  }

  private void run() {
    consumer.assign(assignment);
    consumer.seekToBeginning(assignment);
    int failures = 0;
    while (!isClosed()) {
      try {
        consumer.poll(POLL).forEach(this::take);
        tell();
        failures = 0;
      } catch (WakeupException closing) {
        break;
      } catch (KafkaException failed) {
        lines.warn(
            log,
            failed.getClass().getName(),
            "the table of batches can't be read now: " + failed.getMessage());
        pause(++failures);
      }
    }
    consumer.close();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      table.remove(new String(record.key(), UTF_8));
    } else {
      StoredJson.read(record.value())
          .ifPresentOrElse(
              table::put,
              () ->
                  lines.warn(
                      log,
                      "unreadable",
                      "a record of the table of batches is not read: offset %d of %s-%d"
                          .formatted(record.offset(), record.topic(), record.partition())));
    }
  }

  private synchronized void tell() {
    for (TopicPartition each : assignment) {
      positions.put(each.partition(), consumer.position(each));
    }
    notifyAll();
  }

  private void pause(int failures) {
    try {
      var unused = closed.await(PAUSES.pause(failures).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException closing) {
      closed.countDown();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    synchronized (this) {
      notifyAll();
    }
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
