package dev.sluice.bench.check;

import dev.sluice.bench.load.RequestIds;
import dev.sluice.wire.EventHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads all that is committed on a topic, each partition in its order. */
public final class TopicScan {
  private static final Duration POLL = Duration.ofSeconds(1);

  private TopicScan() {}

  /**
   * @param records given each record that is about one of our requests
   */
  public static void of(
      String bootstrapServers,
      String topic,
      BiConsumer<RequestIds.Id, ConsumerRecord<String, byte[]>> records) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5_000),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          Header header = record.headers().lastHeader(EventHeaders.REQUEST_ID);
          RequestIds.Id id = RequestIds.parse(header == null ? null : header.value());
          if (id != null) {
            records.accept(id, record);
          }
        }
      }
    }
  }
}
