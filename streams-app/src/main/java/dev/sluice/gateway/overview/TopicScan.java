package dev.sluice.gateway.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions from some place to where they end now, within bounds, and keeps the records that
 * are wanted. One thread.
 */
final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int MOST_READ = 200_000;
  private static final int MOST_KEPT = 1_000;

  private final Consumer<String, byte[]> consumer;
  private final InstantSource clock;

  TopicScan(Consumer<String, byte[]> consumer, InstantSource clock) {
    this.consumer = consumer;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param whole whether everything was read
   * @param since the time of the oldest record that was read; empty if there was none
   */
  record Found(List<ConsumerRecord<String, byte[]>> records, boolean whole, OptionalLong since) {}

  /** From what was appended then. */
  Found since(
      Instant time, Collection<TopicPartition> places, Predicate<ConsumerRecord<?, ?>> wanted) {
    Map<TopicPartition, Long> times = new HashMap<>();
    places.forEach(place -> times.put(place, time.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times);
    Map<TopicPartition, Long> from = new HashMap<>();
    offsets.forEach(
        (place, offset) -> {
          if (offset != null) {
            from.put(place, offset.offset());
          }
        });
    return read(from, consumer.endOffsets(from.keySet()), wanted);
  }

  /**
   * The last records.
   *
   * @param most of each partition
   */
  Found last(long most, Collection<TopicPartition> places, Predicate<ConsumerRecord<?, ?>> wanted) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(places);
    Map<TopicPartition, Long> from = new HashMap<>(consumer.beginningOffsets(places));
    from.replaceAll((place, first) -> Math.max(first, ends.getOrDefault(place, 0L) - most));
    return read(from, ends, wanted);
  }

  private Found read(
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> ends,
      Predicate<ConsumerRecord<?, ?>> wanted) {
    Set<TopicPartition> unread = new HashSet<>();
    from.forEach(
        (place, offset) -> {
          if (offset < ends.getOrDefault(place, 0L)) {
            unread.add(place);
          }
        });
    List<ConsumerRecord<String, byte[]>> kept = new ArrayList<>();
    long since = Long.MAX_VALUE;
    int read = 0;
    consumer.assign(from.keySet());
    from.forEach(consumer::seek);
    Instant until = clock.instant().plus(PATIENCE);
    while (!unread.isEmpty()
        && read < MOST_READ
        && kept.size() < MOST_KEPT
        && clock.instant().isBefore(until)) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        read++;
        since = Math.min(since, record.timestamp());
        if (wanted.test(record)) {
          kept.add(record);
        }
      }
      unread.removeIf(place -> consumer.position(place) >= ends.getOrDefault(place, 0L));
    }
    return new Found(
        kept,
        unread.isEmpty(),
        since == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(since));
  }
}
