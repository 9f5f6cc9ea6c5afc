package dev.sluice.client;

import dev.sluice.outage.LogLimiter;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.SchemaAvailability;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the gateway has committed, from any place of its topics. One thread. */
public final class EventReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventReader.class);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Function<byte[], @Nullable SpecificRecord>> readers = new HashMap<>();
  private final LogLimiter lines = new LogLimiter();
  private final SchemaAvailability schemas;
  private final InstantSource clock;

  /** Reads what is published after the call, even before the first poll. */
  public static EventReader atEnd(
      ClientSession session, Collection<String> topics, InstantSource clock) {
    EventReader reader = new EventReader(session, topics, clock);
    reader.consumer.seekToEnd(List.of());
    reader.consumer.assignment().forEach(reader.consumer::position);
    return reader;
  }

  public static EventReader atBeginning(
      ClientSession session, Collection<String> topics, InstantSource clock) {
    EventReader reader = new EventReader(session, topics, clock);
    reader.consumer.seekToBeginning(List.of());
    return reader;
  }

  /**
   * Reads one tenant's partition, from what is published after the call or from where {@link #seek}
   * says.
   */
  public static EventReader ofTenant(
      ClientSession session, String tenant, Collection<String> topics, InstantSource clock) {
    EventReader reader =
        new EventReader(
            session,
            topics,
            clock,
            partitions -> List.of(partitions.get(TenantPartition.of(tenant, partitions.size()))));
    reader.consumer.seekToEnd(List.of());
    return reader;
  }

  private EventReader(ClientSession session, Collection<String> topics, InstantSource clock) {
    this(session, topics, clock, partitions -> partitions);
  }

  /**
   * @param chosen of a topic's partitions, by their numbers
   */
  private EventReader(
      ClientSession session,
      Collection<String> topics,
      InstantSource clock,
      UnaryOperator<List<TopicPartition>> chosen) {
    TopicNames names = session.topics();
    this.clock = clock;
    this.schemas = session.schemas();
    readers.put(names.polling(), reader(session.wire(), names.polling(), PollingEvent.class));
    readers.put(names.results(), reader(session.wire(), names.results(), CompletionResult.class));
    readers.put(names.errors(), reader(session.wire(), names.errors(), ErrorRecord.class));
    this.consumer = session.consumer();
    consumer.assign(
        topics.stream().flatMap(topic -> chosen.apply(partitions(topic)).stream()).toList());
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .sorted(Comparator.comparingInt(TopicPartition::partition))
        .toList();
  }

  /** What would be read next, by partition. */
  public Map<String, Long> positions() {
    return consumer.assignment().stream()
        .collect(Collectors.toMap(TopicPartition::toString, consumer::position));
  }

  /** Where committed events end now, by partition. */
  public Map<String, Long> ends() {
    return byName(consumer.endOffsets(consumer.assignment()));
  }

  /** Whether everything before was read. */
  public boolean hasReached(Map<String, Long> ends) {
    Map<String, Long> positions = positions();
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /**
   * Goes to where a reader of the same partitions was.
   *
   * @return false, and goes nowhere, if events from there on have been deleted, or if these are
   *     other partitions
   */
  public boolean seek(Map<String, Long> positions) {
    Map<String, Long> oldest = byName(consumer.beginningOffsets(consumer.assignment()));
    Map<String, Long> ends = ends();
    if (!oldest.keySet().equals(positions.keySet())
        || positions.entrySet().stream()
            .anyMatch(
                each ->
                    each.getValue() < oldest.getOrDefault(each.getKey(), 0L)
                        || each.getValue() > ends.getOrDefault(each.getKey(), 0L))) {
      return false;
    }
    consumer
        .assignment()
        .forEach(
            partition ->
                consumer.seek(partition, positions.getOrDefault(partition.toString(), 0L)));
    return true;
  }

  private static Map<String, Long> byName(Map<TopicPartition, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(each -> each.getKey().toString(), Map.Entry::getValue));
  }

  public List<Event> poll(Duration timeout) {
    List<Event> events = new ArrayList<>();
    ConsumerRecords<String, byte[]> records = consumer.poll(timeout);
    records.forEach(record -> schemas.prepare(record.topic(), record.value()));
    for (ConsumerRecord<String, byte[]> record : records) {
      Instant now = clock.instant();
      events.add(
          new Event(
              record.topic(),
              record.partition(),
              record.offset(),
              record.key(),
              Instant.ofEpochMilli(record.timestamp()),
              now,
              value(record)));
    }
    return events;
  }

  private @Nullable SpecificRecord value(ConsumerRecord<String, byte[]> record) {
    Function<byte[], @Nullable SpecificRecord> reader = readers.get(record.topic());
    return reader == null || record.value() == null ? null : reader.apply(record.value());
  }

  private <T extends SpecificRecord> Function<byte[], @Nullable SpecificRecord> reader(
      RegistrySerdes wire, String topic, Class<T> type) {
    var deserializer = wire.deserializer(type);
    return bytes -> {
      while (true) {
        try {
          return deserializer.deserialize(topic, bytes) instanceof Decoded.Readable<T> readable
              ? readable.value()
              : null;
        } catch (RegistryAwayException away) {
          lines.warn(log, "registry", "cannot read an event now: " + away.getMessage());
        }
      }
    };
  }

  /** Makes the current or next poll throw; the only method for other threads. */
  public void wakeup() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
