package dev.sluice.delta;

import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread with a consumer that reads what it's told to of the deltas topic, and reads on after any
 * failure. The thread starts with the first task; it alone runs tasks, calls the handler, and may
 * call methods that say nothing else.
 */
final class PartitionReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PartitionReader.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
  private static final Duration CLOSING = Duration.ofSeconds(2);

  /**
   * How long to leave records to gather after a few were read: a poll costs as much as dozens of
   * them. Nobody waits for it who has not been given something just before.
   */
  private static final Duration GATHERING = Duration.ofMillis(5);

  private static final int FEW = 100;

  /** Is told what was read. */
  interface Handler {
    /**
     * In order; all of them again, perhaps with others, if it throws.
     *
     * @param next where the partition goes on
     */
    void read(int partition, List<ConsumerRecord<String, byte[]>> records, long next);

    /** The offset to be read is not on the topic; nothing of the partition is read any more. */
    void lost(int partition);

    /**
     * Called between readings.
     *
     * @return when to call again, at the latest
     */
    Duration tend();
  }

  private final DeltaTopic topic;
  private final Handler handler;
  private final Thread thread;
  private final LogLimiter lines = new LogLimiter();
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** The offset of each partition that is read next. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Those of which the consumer doesn't know yet. */
  private final Map<TopicPartition, Long> seeks = new HashMap<>();

  /** Whether the last poll was hardly worth it. */
  private boolean few;

  private volatile @Nullable Consumer<String, byte[]> consumer;
  private volatile boolean closed;

  PartitionReader(String name, DeltaTopic topic, Handler handler) {
    this.topic = topic;
    this.handler = handler;
    thread = topic.threads().newThread(this::run);
    thread.setName(name);
    thread.setDaemon(true);
  }

  /** Runs the task on the reader's thread; never, once closed. Any thread. */
  void submit(Runnable task) {
    if (closed) {
      return;
    }
    tasks.add(task);
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
    Consumer<String, byte[]> polling = consumer;
    if (polling != null && woken.compareAndSet(false, true)) {
      polling.wakeup();
    }
  }

  /** Reads the partition from this offset on, from now. */
  void read(int partition, long offset) {
    TopicPartition place = new TopicPartition(topic.name(), partition);
    positions.put(place, offset);
    seeks.put(place, offset);
  }

  void stop(int partition) {
    TopicPartition place = new TopicPartition(topic.name(), partition);
    positions.remove(place);
    seeks.remove(place);
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try {
        step(Duration.ofHours(1));
        failures = 0;
      } catch (InterruptedException closing) {
        break;
      } catch (RuntimeException failed) {
        failures++;
        failed(failed, failures);
      }
    }
    Consumer<String, byte[]> left = consumer;
    if (left != null) {
      // set by close(), and the consumer would leave its connections open
      var unused = Thread.interrupted();
      left.close(CloseOptions.timeout(CLOSING));
    }
  }

  private void failed(RuntimeException failed, int failures) {
    if (closed) {
      return;
    }
    lines.warn(
        log,
        failed.getClass().getName(),
        "answers being written can't be read now: " + topic.words().apply(failed));
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSES.pause(failures).toMillis());
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs all tasks and reads once; waits for either. Throws what a consumer or the handler does.
   */
  void step(Duration atMost) throws InterruptedException {
    woken.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    Duration tending = handler.tend();
    Duration wait = tending.compareTo(atMost) < 0 ? tending : atMost;
    Consumer<String, byte[]> reading = consumer;
    if (positions.isEmpty()) {
      // a consumer must not poll nothing
      runNext(wait);
    } else if (reading == null) {
      // tasks that came before could not wake it: they are run before it polls
      consumer = topic.consumers().get();
    } else if (few) {
      few = false;
      runNext(GATHERING.compareTo(atMost) < 0 ? GATHERING : atMost);
    } else {
      try {
        poll(reading, wait);
      } catch (RuntimeException failed) {
        // what the handler hasn't taken
        seeks.putAll(positions);
        throw failed;
      }
    }
  }

  private void runNext(Duration atMost) throws InterruptedException {
    Runnable task = tasks.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (task != null) {
      task.run();
    }
  }

  private void poll(Consumer<String, byte[]> reading, Duration wait) {
    if (!reading.assignment().equals(positions.keySet())) {
      reading.assign(List.copyOf(positions.keySet()));
    }
    seeks.forEach(reading::seek);
    seeks.clear();
    ConsumerRecords<String, byte[]> records;
    try {
      records = reading.poll(wait);
    } catch (WakeupException asked) {
      return;
    } catch (OffsetOutOfRangeException gone) {
      for (TopicPartition each : gone.partitions()) {
        stop(each.partition());
        handler.lost(each.partition());
      }
      return;
    }
    few = !records.isEmpty() && records.count() < FEW;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each : records.nextOffsets().entrySet()) {
      TopicPartition place = each.getKey();
      long next = each.getValue().offset();
      handler.read(place.partition(), records.records(place), next);
      if (!seeks.containsKey(place)) {
        positions.replace(place, next);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    tasks.clear();
    thread.interrupt();
    try {
      thread.join(2 * CLOSING.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
