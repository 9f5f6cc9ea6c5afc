package dev.sluice.local;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Kafka's clients for one call each, against one cluster. */
record Clients(String bootstrapServers, String registryUrl) {

  static Clients of(LocalCluster cluster) {
    return new Clients(cluster.bootstrapServers(), cluster.registryUrl());
  }

  void createTopic(String topic) throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  String clusterId() throws Exception {
    try (Admin admin = Admin.create(settings())) {
      return admin.describeCluster().clusterId().get();
    }
  }

  void send(String topic, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", bootstrapServers, "max.request.size", 17 << 20),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, "key", value)).get();
    }
  }

  List<String> read(String topic, int count) {
    try (var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      return poll(consumer, topic, count);
    }
  }

  /** Asks in the way that makes a topic where the broker makes them by itself. */
  List<PartitionInfo> partitions(String topic) {
    try (var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      return consumer.partitionsFor(topic);
    }
  }

  void sendAvro(String topic, Object value) throws Exception {
    try (var serializer = new KafkaAvroSerializer();
        var producer = new KafkaProducer<>(settings(), new StringSerializer(), serializer)) {
      serializer.configure(settings(), false);
      producer.send(new ProducerRecord<>(topic, "key", value)).get();
    }
  }

  List<Object> readAvro(String topic, int count) {
    try (var deserializer = new KafkaAvroDeserializer();
        var consumer = new KafkaConsumer<>(settings(), new StringDeserializer(), deserializer)) {
      deserializer.configure(settings(), false);
      return poll(consumer, topic, count);
    }
  }

  private static <V> List<V> poll(KafkaConsumer<String, V> consumer, String topic, int count) {
    List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    List<V> values = new ArrayList<>();
    Awaitility.await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              for (ConsumerRecord<String, V> record : consumer.poll(Duration.ofMillis(200))) {
                values.add(record.value());
              }
              return values.size() >= count;
            });
    return values;
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", bootstrapServers, "schema.registry.url", registryUrl);
  }
}
