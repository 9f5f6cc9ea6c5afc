package dev.sluice.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.PollingId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With its own thread. */
class PartitionReaderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MemoryTopic topic = new MemoryTopic();
  private final AtomicReference<Thread> thread = new AtomicReference<>();
  private final BlockingQueue<Long> read = new LinkedBlockingQueue<>();
  private final AtomicReference<RuntimeException> mistake = new AtomicReference<>();
  private final PartitionReader reader =
      new PartitionReader(
          "reader",
          topic.topic(
              task -> {
                thread.set(new Thread(task));
                return thread.get();
              }),
          new PartitionReader.Handler() {
            @Override
            public void read(
                int partition, List<ConsumerRecord<String, byte[]>> records, long next) {
              RuntimeException now = mistake.getAndSet(null);
              if (now != null) {
                throw now;
              }
              records.forEach(each -> read.add(each.offset()));
            }

            @Override
            public void lost(int partition) {}

            @Override
            public Duration tend() {
              return PATIENCE.multipliedBy(10);
            }
          });

  @AfterEach
  void close() {
    reader.close();
  }

  @Test
  void shouldReadAtOnceWhatItIsToldToWhileItWaits() throws Exception {
    // Given
    PollingId call = topic.call(0);
    PollingId other = topic.call(1);
    reader.submit(() -> reader.read(0, 0));
    topic.write(call);
    topic.write(other);
    Long first = next();

    // When
    reader.submit(() -> reader.read(1, 0));

    // Then
    assertThat(first).isZero();
    assertThat(next()).isZero();
  }

  @Test
  void shouldReadOnAfterAnyExceptionOfTheConsumer() throws Exception {
    // Given
    PollingId call = topic.call(0);
    reader.submit(() -> reader.read(0, 0));
    topic.write(call);
    Long before = next();
    topic.failure = new IllegalStateException("whatever a consumer throws");
    topic.write(call);
    Awaitility.await().until(() -> topic.failures.get() > 0);

    // When
    topic.failure = null;

    // Then
    assertThat(before).isZero();
    assertThat(next()).isOne();
  }

  @Test
  void shouldReadAgainWhatTheHandlerHasNotTaken() throws Exception {
    // Given
    mistake.set(new IllegalStateException("nobody can tell its schema now"));
    topic.write(topic.call(0));

    // When
    reader.submit(() -> reader.read(0, 0));

    // Then
    assertThat(next()).isZero();
  }

  @Test
  void shouldStartWithTheFirstTaskAndEndWithItsConsumerWhenClosed() throws Exception {
    // Given
    Thread reading = Objects.requireNonNull(thread.get());
    Thread.State before = reading.getState();
    topic.write(topic.call(0));
    reader.submit(() -> reader.read(0, 0));
    Long first = next();

    // When
    reader.close();

    // Then
    assertThat(before).isEqualTo(Thread.State.NEW);
    assertThat(first).isZero();
    assertThat(reading.isAlive()).isFalse();
    assertThat(topic.readers.get(0).closed()).isTrue();
  }

  private Long next() throws InterruptedException {
    Long next = read.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(next).as("the next record").isNotNull();
    return next;
  }
}
