package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.access.KafkaFaults;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.SchemaAvailability;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenantTableTest {
  private static final String TOPIC = "sluice.tenants";

  /** Fails at each poll as long as it is told to. */
  private static class Broken extends MockConsumer<String, byte[]> {
    final AtomicInteger polls = new AtomicInteger();
    private volatile @Nullable RuntimeException failure;

    Broken(@Nullable RuntimeException failure) {
      super("earliest");
      this.failure = failure;
      updatePartitions(
          TOPIC, List.of(new PartitionInfo(TOPIC, 0, Node.noNode(), new Node[0], new Node[0])));
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      updateBeginningOffsets(Map.of(partition, 0L));
      updateEndOffsets(Map.of(partition, 0L));
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
      polls.incrementAndGet();
      RuntimeException now = failure;
      if (now != null) {
        throw now;
      }
      return super.poll(timeout);
    }
  }

  @Test
  void shouldTellWhoeverWaitsAtOnceWhenTheTopicMayNotBeRead() {
    // Given
    Broken consumer = new Broken(new TopicAuthorizationException(Set.of(TOPIC)));
    try (TenantTable table = table(consumer)) {
      // When
      ExecutionException refused =
          catchThrowableOfType(
              ExecutionException.class, () -> table.awaitStart(Duration.ofMinutes(1)));

      // Then
      assertThat(refused).hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void shouldPauseBetweenTriesAndGoOnAfterAnyException() throws Exception {
    // Given
    Broken consumer = new Broken(new IllegalStateException("whatever a consumer throws"));
    long start = System.nanoTime();
    try (TenantTable table = table(consumer)) {
      Awaitility.await().until(() -> consumer.polls.get() >= 4);
      long fourTries = System.nanoTime() - start;

      // When
      consumer.failure = null;
      table.await(List.of(), Duration.ofMinutes(1));

      // Then
      assertThat(Duration.ofNanos(fourTries)).isGreaterThanOrEqualTo(Duration.ofMillis(1_400));
    }
  }

  /** A broker answers it after the fetch before it, which waits for records. */
  @Test
  void shouldAskForTheTopicsEndBeforeTheFirstFetch() throws Exception {
    // Given
    List<Integer> pollsBefore = new CopyOnWriteArrayList<>();
    Broken consumer =
        new Broken(null) {
          @Override
          public synchronized Map<TopicPartition, Long> endOffsets(
              Collection<TopicPartition> partitions) {
            pollsBefore.add(polls.get());
            return super.endOffsets(partitions);
          }
        };

    // When
    try (TenantTable table = table(consumer)) {
      table.awaitStart(Duration.ofMinutes(1));
    }

    // Then
    assertThat(pollsBefore).containsExactly(0);
  }

  @Test
  void shouldWaitUntilARecordIsRead() throws Exception {
    // Given
    Broken consumer = new Broken(null);
    RecordMetadata published = new RecordMetadata(new TopicPartition(TOPIC, 0), 0, 0, 0, 4, 1);
    try (TenantTable table = table(consumer)) {
      table.awaitStart(Duration.ofMinutes(1));
      Throwable tooEarly =
          catchThrowable(() -> table.await(List.of(published), Duration.ofMillis(1)));
      consumer.schedulePollTask(
          () -> consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, "acme", new byte[1])));

      // When
      table.await(List.of(published), Duration.ofMinutes(1));

      // Then
      assertThat(tooEarly).isInstanceOf(TimeoutException.class);
    }
  }

  private static TenantTable table(Broken consumer) {
    return new TenantTable(
        TOPIC,
        consumer,
        (topic, value) -> new Decoded.Absent<TenantPolicy>(),
        NOTHING_IN_DOUBT,
        (tenant, policy) -> {},
        new KafkaFaults(Map.of(), List.of()));
  }

  private static final SchemaAvailability NOTHING_IN_DOUBT =
      new SchemaAvailability() {
        @Override
        public boolean isSettled(String topic, byte @Nullable [] value) {
          return true;
        }

        @Override
        public void prepare(String topic, byte @Nullable [] value) {}
      };
}
