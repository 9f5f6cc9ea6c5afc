package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.access.KafkaFaults;
import dev.sluice.v1.TenantPolicy;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.SchemaAvailability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
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
  private static final class Broken extends MockConsumer<String, byte[]> {
    private final AtomicInteger polls = new AtomicInteger();
    private volatile @Nullable RuntimeException failure;

    private Broken(RuntimeException failure) {
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
              ExecutionException.class, () -> table.awaitEnd(Duration.ofMinutes(1)));

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
      table.awaitEnd(Duration.ofMinutes(1));

      // Then
      assertThat(Duration.ofNanos(fourTries)).isGreaterThanOrEqualTo(Duration.ofMillis(1_400));
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
