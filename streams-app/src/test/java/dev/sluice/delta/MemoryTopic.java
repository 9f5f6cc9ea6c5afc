package dev.sluice.delta;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.wire.EventHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A deltas topic in memory, with its time, the consumers that read it and the answers it gives. */
final class MemoryTopic implements TopicOffsets {
  static final String NAME = "sluice.deltas";
  private static final PollingIds IDS = new PollingIds("requests", 1, Map.of(1, new byte[16]));

  final RuntimeException undecodable = new IllegalStateException("nobody can tell its schema now");

  final AtomicLong nanos = new AtomicLong();
  final List<Reader> readers = new ArrayList<>();

  /** Questions that nobody has answered yet. */
  final Queue<Runnable> questions = new ArrayDeque<>();

  /** How many there were. */
  int asked;

  /** What everything throws, as long as it's there. */
  volatile @Nullable RuntimeException failure;

  /** How many records can be decoded yet. */
  int decodable = Integer.MAX_VALUE;

  /** How often a consumer has thrown it. */
  final AtomicInteger failures = new AtomicInteger();

  private final Map<Integer, List<ConsumerRecord<String, byte[]>>> records = new HashMap<>();
  private final Map<Integer, Long> starts = new HashMap<>();
  private final Map<String, Integer> written = new HashMap<>();
  private Instant now = Instant.ofEpochSecond(1_000_000);
  private long accepted;

  /** All partitions of the topic by one consumer. */
  final class Reader extends MockConsumer<String, byte[]> {
    int most = Integer.MAX_VALUE;
    private boolean woken;

    private Reader() {
      super("none");
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it would keep wakeup() waiting
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
      synchronized (MemoryTopic.this) {
        ConsumerRecords<String, byte[]> found = readNow();
        if (found.isEmpty() && !timeout.isZero()) {
          pause(timeout);
          found = readNow();
        }
        return found;
      }
    }

    private void pause(Duration timeout) {
      try {
        MemoryTopic.this.wait(timeout.toMillis());
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      }
    }

    private ConsumerRecords<String, byte[]> readNow() {
      RuntimeException now = failure;
      if (now != null) {
        failures.incrementAndGet();
        throw now;
      }
      if (woken) {
        woken = false;
        throw new WakeupException();
      }
      Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> found = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
      int left = most;
      for (TopicPartition each : assignment()) {
        long position = position(each);
        if (position < start(each.partition()) || position > endNow(each.partition())) {
          throw new OffsetOutOfRangeException(Map.of(each, position));
        }
        List<ConsumerRecord<String, byte[]>> of =
            of(each.partition()).stream()
                .filter(record -> record.offset() >= position)
                .limit(left)
                .toList();
        left -= of.size();
        if (!of.isEmpty()) {
          long after = of.get(of.size() - 1).offset() + 1;
          found.put(each, of);
          next.put(each, new OffsetAndMetadata(after));
          seek(each, after);
        }
      }
      return new ConsumerRecords<>(found, next);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void wakeup() {
      synchronized (MemoryTopic.this) {
        woken = true;
        MemoryTopic.this.notifyAll();
      }
    }
  }

  /** Without threads: the test makes the steps. */
  DeltaTopic topic() {
    return topic(task -> new Thread(() -> {}));
  }

  DeltaTopic topic(ThreadFactory threads) {
    return new DeltaTopic(
        NAME, this::open, this, this::decode, Throwable::toString, threads, nanos::get);
  }

  private synchronized Reader open() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  /** Its deltas are none; they are told apart by the number of those before. */
  private Optional<AnswerDeltas> decode(ConsumerRecord<String, byte[]> record) {
    if (decodable <= 0) {
      throw undecodable;
    }
    decodable--;
    byte[] value = record.value();
    String id = EventHeaders.text(record.headers(), EventHeaders.POLLING_ID);
    return value.length == 0 || id == null
        ? Optional.empty()
        : Optional.of(new AnswerDeltas(id, 1, ByteBuffer.wrap(value).getInt(), List.of(), false));
  }

  /** A call that is accepted now. */
  synchronized PollingId call(int partition) {
    return PollingIds.unverified(IDS.issue("acme", partition, now, accepted++)).orElseThrow();
  }

  /** The next record of the call. */
  synchronized void write(PollingId call) {
    int number = written.merge(call.text(), 1, Integer::sum) - 1;
    append(
        call.partition(),
        EventHeaders.of(null, null, call.text()),
        ByteBuffer.allocate(4).putInt(number).array());
  }

  /** How many records of it were written. */
  synchronized int written(PollingId call) {
    return written.getOrDefault(call.text(), 0);
  }

  synchronized void append(int partition, Headers headers, byte[] value) {
    List<ConsumerRecord<String, byte[]>> before = of(partition);
    before.add(
        new ConsumerRecord<>(
            NAME,
            partition,
            start(partition) + before.size(),
            now.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            "acme",
            value,
            headers,
            Optional.empty()));
    notifyAll();
  }

  /** Time passes, on all clocks. */
  synchronized void pass(Duration time) {
    now = now.plus(time);
    nanos.addAndGet(time.toNanos());
  }

  /** Deletes all records. */
  synchronized void deleteAll(int partition) {
    starts.put(partition, endNow(partition));
    of(partition).clear();
  }

  /** As if the topic were deleted and created. */
  synchronized void createAgain(int partition) {
    starts.put(partition, 0L);
    of(partition).clear();
  }

  synchronized void answerOne() {
    Runnable question = questions.poll();
    if (question != null) {
      question.run();
    }
  }

  private List<ConsumerRecord<String, byte[]>> of(int partition) {
    return records.computeIfAbsent(partition, same -> new ArrayList<>());
  }

  private long start(int partition) {
    return starts.getOrDefault(partition, 0L);
  }

  private long endNow(int partition) {
    return start(partition) + of(partition).size();
  }

  @Override
  public CompletionStage<Long> end(int partition) {
    return ask(() -> endNow(partition));
  }

  @Override
  public CompletionStage<Long> since(int partition, Instant time) {
    return ask(
        () ->
            of(partition).stream()
                .filter(record -> record.timestamp() >= time.toEpochMilli())
                .map(ConsumerRecord::offset)
                .findFirst()
                .orElse(endNow(partition)));
  }

  private synchronized CompletionStage<Long> ask(Supplier<Long> answer) {
    CompletableFuture<Long> answered = new CompletableFuture<>();
    asked++;
    questions.add(
        () -> {
          RuntimeException away = failure;
          if (away == null) {
            answered.complete(answer.get());
          } else {
            answered.completeExceptionally(away);
          }
        });
    return answered;
  }

  @Override
  public void close() {}

  /** The numbers of the records that one who subscribes now is given. */
  static List<Integer> subscribe(DeltaTail tail, PollingId call) {
    List<Integer> read = new ArrayList<>();
    tail.subscribe(call, call.acceptedAt(), each -> read.add(each.first()));
    return read;
  }

  /** Until nothing is left to be done. */
  void settle(DeltaTail tail) throws InterruptedException {
    for (int steps = 0; steps < 12; steps++) {
      tail.follow();
      answerOne();
      tail.readAgain();
    }
  }
}
