package dev.sluice.gateway;

import dev.sluice.wire.AvroTrust;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** All that was committed to a topic, as a reader of it sees it. Confined to the test's thread. */
public final class Topic<T> implements AutoCloseable {
  private static final int MOST_POLLS = 1_000;

  private final String name;
  private final Class<T> type;
  private final KafkaConsumer<String, Object> consumer;
  private final List<ConsumerRecord<String, Object>> read = new ArrayList<>();
  private @Nullable List<TopicPartition> partitions;
  private Predicate<T> shown = value -> true;

  Topic(String bootstrapServers, Map<String, Object> avro, String name, Class<T> type) {
    this(bootstrapServers, avroValues(avro), name, type);
  }

  Topic(String bootstrapServers, Deserializer<?> values, String name, Class<T> type) {
    this.name = name;
    this.type = type;
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers);
    config.put("isolation.level", "read_committed");
    config.put("allow.auto.create.topics", false);
    consumer = new KafkaConsumer<>(config, new StringDeserializer(), values::deserialize);
  }

  /** Shows no other values. */
  Topic<T> only(Predicate<T> these) {
    shown = these;
    return this;
  }

  private static Deserializer<?> avroValues(Map<String, Object> avro) {
    AvroTrust.establish();
    KafkaAvroDeserializer values = new KafkaAvroDeserializer();
    values.configure(avro, false);
    return values;
  }

  /** The records up to the last one that is committed now. */
  public List<ConsumerRecord<String, Object>> records() {
    if (partitions == null) {
      partitions =
          consumer.partitionsFor(name).stream()
              .map(each -> new TopicPartition(name, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (int polls = 0; polls < MOST_POLLS && !isAt(ends); polls++) {
      consumer.poll(Duration.ofMillis(100)).forEach(read::add);
    }
    if (!isAt(ends)) {
      throw new IllegalStateException(name + " could not be read to its end, " + ends);
    }
    return List.copyOf(read);
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  public List<T> values() {
    return records().stream().map(record -> type.cast(record.value())).filter(shown).toList();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
