package dev.sluice.batch.work;

import dev.sluice.batch.store.BatchStore;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.RegistryAwayException;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Events of one batch, from their topics: others are passed over by their headers. One thread. */
final class TopicEvents implements TenantEvents {
  private final String prefix;
  private final Consumer<String, byte[]> consumer;
  private final List<TopicPartition> assignment;
  private final Map<String, Deserializer<? extends Decoded<? extends SpecificRecord>>> readers;

  /**
   * @param prefix of the request IDs of the batch
   * @param readers by the topic
   */
  TopicEvents(
      String prefix,
      Consumer<String, byte[]> consumer,
      List<TopicPartition> assignment,
      Map<String, Deserializer<? extends Decoded<? extends SpecificRecord>>> readers) {
    this.prefix = prefix;
    this.consumer = consumer;
    this.assignment = assignment;
    this.readers = readers;
  }

  /**
   * @param partitions that each topic has
   * @param settings of consumers
   */
  static TenantEvents.Source source(
      TopicNames names, int partitions, Map<String, Object> settings, RegistrySerdes wire) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return (tenant, batchId) -> {
      int partition = TenantPartition.of(tenant, partitions);
      TopicEvents events =
          new TopicEvents(
              batchId + "/",
              new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()),
              List.of(
                  new TopicPartition(names.polling(), partition),
                  new TopicPartition(names.results(), partition),
                  new TopicPartition(names.errors(), partition)),
              Map.of(
                  names.polling(), wire.deserializer(PollingEvent.class),
                  names.results(), wire.deserializer(CompletionResult.class),
                  names.errors(), wire.deserializer(ErrorRecord.class)));
      events.consumer.assign(events.assignment);
      events.consumer.seekToEnd(events.assignment);
      return events;
    };
  }

  @Override
  public List<SpecificRecord> poll(Duration timeout) throws BatchStore.AwayException {
    List<SpecificRecord> events = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
      String requestId = EventHeaders.text(record.headers(), EventHeaders.REQUEST_ID);
      byte[] value = record.value();
      if (requestId != null && requestId.startsWith(prefix) && value != null) {
        SpecificRecord event = read(record.topic(), value);
        if (event != null) {
          events.add(event);
        }
      }
    }
    return events;
  }

  /** Null if nobody can ever read it. */
  private @Nullable SpecificRecord read(String topic, byte[] value)
      throws BatchStore.AwayException {
    try {
      return Objects.requireNonNull(readers.get(topic)).deserialize(topic, value)
              instanceof Decoded.Readable<? extends SpecificRecord> readable
          ? readable.value()
          : null;
    } catch (RegistryAwayException away) {
      throw new BatchStore.AwayException(String.valueOf(away.getMessage()), away);
    }
  }

  @Override
  public Map<String, Long> positions() {
    return assignment.stream()
        .collect(Collectors.toMap(TopicPartition::toString, consumer::position));
  }

  @Override
  public void seek(Map<String, Long> positions) {
    for (TopicPartition each : assignment) {
      Long position = positions.get(each.toString());
      if (position != null) {
        consumer.seek(each, position);
      }
    }
  }

  @Override
  public Map<String, Long> ends() {
    return consumer.endOffsets(assignment).entrySet().stream()
        .collect(Collectors.toMap(each -> each.getKey().toString(), Map.Entry::getValue));
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
