package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.SchemaAvailability;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionHoldsTest {
  private static final TopicPartition ZERO = new TopicPartition("requests", 0);
  private static final TopicPartition ONE = new TopicPartition("requests", 1);
  private static final byte KNOWN = 1;

  /** What brokers have: the schema of the record at each offset. */
  private final Map<TopicPartition, List<Byte>> log = new HashMap<>();

  private final FakeConsumer consumer = new FakeConsumer();
  private final FakeSchemas schemas = new FakeSchemas();
  private final PartitionHolds holds = new PartitionHolds(schemas, consumer);

  private final class FakeConsumer implements PartitionHolds.Partitions {
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Set<TopicPartition> paused = new HashSet<>();

    ConsumerRecords<byte[], byte[]> poll() {
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
      log.forEach(
          (partition, values) -> {
            long from = positions.getOrDefault(partition, 0L);
            if (paused.contains(partition) || from == values.size()) {
              return;
            }
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int at = (int) from; at < values.size(); at++) {
              records.add(record(partition, at, values.get(at)));
            }
            found.put(partition, records);
            positions.put(partition, (long) values.size());
            next.put(partition, new OffsetAndMetadata(values.size()));
          });
      return new ConsumerRecords<>(found, next);
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
      paused.addAll(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
      paused.removeAll(partitions);
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
      positions.put(partition, offset);
    }
  }

  private static final class FakeSchemas implements SchemaAvailability {
    private final Set<Byte> settled = new HashSet<>(Set.of(KNOWN));
    private final Set<Byte> prepared = new HashSet<>();

    @Override
    public boolean isSettled(String topic, byte @Nullable [] value) {
      return value == null || settled.contains(value[4]);
    }

    @Override
    public void prepare(String topic, byte @Nullable [] value) {
      if (value != null) {
        prepared.add(value[4]);
      }
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte schema) {
    byte[] value = {0, 0, 0, 0, schema, 42};
    return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, value);
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    holds.beforePoll(log.keySet());
    return holds.afterPoll(consumer.poll());
  }

  private static List<Long> offsets(ConsumerRecords<byte[], byte[]> polled, TopicPartition of) {
    return polled.records(of).stream().map(ConsumerRecord::offset).toList();
  }

  private static long next(ConsumerRecords<byte[], byte[]> polled, TopicPartition partition) {
    return Objects.requireNonNull(polled.nextOffsets().get(partition)).offset();
  }

  @Test
  void shouldHandOnWhatIsPolledWhenEverySchemaIsThere() {
    // Given
    log.put(ZERO, List.of(KNOWN, KNOWN));

    // When
    ConsumerRecords<byte[], byte[]> polled = poll();

    // Then
    assertThat(offsets(polled, ZERO)).containsExactly(0L, 1L);
    assertThat(consumer.paused).isEmpty();
  }

  @Test
  void shouldHoldOnlyThePartitionWhoseNextRecordWaitsForItsSchema() {
    // Given
    log.put(ZERO, List.of(KNOWN, (byte) 2, KNOWN, (byte) 3));
    log.put(ONE, List.of(KNOWN, KNOWN));

    // When
    ConsumerRecords<byte[], byte[]> polled = poll();

    // Then
    assertThat(offsets(polled, ZERO)).containsExactly(0L);
    assertThat(offsets(polled, ONE)).containsExactly(0L, 1L);
    assertThat(consumer.paused).containsExactly(ZERO);
    assertThat(schemas.prepared).contains((byte) 3);
    assertThat(schemas.prepared).doesNotContain((byte) 2);
  }

  @Test
  void shouldTellKafkaStreamsThatTheHeldRecordIsNext() {
    // Given
    log.put(ZERO, List.of(KNOWN, (byte) 2, KNOWN));
    log.put(ONE, List.of((byte) 2));

    // When
    ConsumerRecords<byte[], byte[]> polled = poll();

    // Then
    assertThat(next(polled, ZERO)).isEqualTo(1);
    assertThat(next(polled, ONE)).isZero();
    assertThat(polled.partitions()).containsExactly(ZERO);
  }

  @Test
  void shouldGoOnWithTheHeldRecordWhenItsSchemaIsSettled() {
    // Given
    log.put(ZERO, List.of(KNOWN, (byte) 2, KNOWN));
    poll();
    List<Long> meanwhile = offsets(poll(), ZERO);
    schemas.settled.add((byte) 2);

    // When
    ConsumerRecords<byte[], byte[]> polled = poll();

    // Then
    assertThat(meanwhile).isEmpty();
    assertThat(offsets(polled, ZERO)).containsExactly(1L, 2L);
  }

  @Test
  void shouldStayPausedWhenKafkaStreamsResumesAHeldPartition() {
    // Given
    log.put(ZERO, List.of((byte) 2));
    poll();
    holds.pause(List.of(ZERO));

    // When
    holds.resume(List.of(ZERO));

    // Then
    assertThat(consumer.paused).containsExactly(ZERO);
    schemas.settled.add((byte) 2);
    assertThat(offsets(poll(), ZERO)).containsExactly(0L);
  }

  @Test
  void shouldStayPausedWhenTheSchemaIsSettledWhileKafkaStreamsPauses() {
    // Given
    log.put(ZERO, List.of((byte) 2));
    poll();
    holds.pause(List.of(ZERO));
    schemas.settled.add((byte) 2);

    // When
    List<Long> whilePaused = offsets(poll(), ZERO);

    // Then
    assertThat(whilePaused).isEmpty();
    holds.resume(List.of(ZERO));
    assertThat(offsets(poll(), ZERO)).containsExactly(0L);
  }

  @Test
  void shouldForgetAPartitionThatHasGoneToOthers() {
    // Given
    log.put(ZERO, List.of((byte) 2));
    poll();

    // When
    holds.beforePoll(Set.of(ONE));

    // Then
    assertThat(holds.isHeld(ZERO)).isFalse();
  }

  @Test
  void shouldNotHoldARecordWithoutValue() {
    // Given
    ConsumerRecord<byte[], byte[]> tick =
        new ConsumerRecord<>(ZERO.topic(), ZERO.partition(), 0, null, null);

    // When
    ConsumerRecords<byte[], byte[]> polled =
        holds.afterPoll(
            new ConsumerRecords<>(
                Map.of(ZERO, List.of(tick)), Map.of(ZERO, new OffsetAndMetadata(1))));

    // Then
    assertThat(offsets(polled, ZERO)).containsExactly(0L);
  }

  /** Whatever Kafka Streams pauses and resumes, and whenever schemas come. */
  @Property(tries = 500)
  void shouldHandOnEveryRecordOnceInOrderAndNoneWhilePaused(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 5) Byte> records,
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 7) Integer> happenings) {
    // Given
    log.clear();
    consumer.positions.clear();
    schemas.settled.clear();
    holds.beforePoll(Set.of());
    holds.resume(List.of(ZERO));
    log.put(ZERO, records);
    List<Long> handedOn = new ArrayList<>();
    boolean paused = false;
    long committable = 0;

    // When
    for (int happening : happenings) {
      if (happening == 6) {
        holds.pause(List.of(ZERO));
        paused = true;
      } else if (happening == 7) {
        holds.resume(List.of(ZERO));
        paused = false;
      } else if (happening > 0) {
        schemas.settled.add((byte) happening);
      } else {
        ConsumerRecords<byte[], byte[]> polled = poll();
        assertThat(paused && !polled.isEmpty()).isFalse();
        handedOn.addAll(offsets(polled, ZERO));
        committable = polled.nextOffsets().containsKey(ZERO) ? next(polled, ZERO) : committable;
        assertThat(committable).isEqualTo(handedOn.size());
      }
    }
    holds.resume(List.of(ZERO));
    schemas.settled.addAll(records);
    handedOn.addAll(offsets(poll(), ZERO));

    // Then
    assertThat(handedOn)
        .containsExactlyElementsOf(LongStream.range(0, records.size()).boxed().toList());
  }
}
