package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.topology.PoisonPills;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What the gateway is compared with: the least that Kafka Streams can do under the gateway's
 * settings, with exactly-once transactions, fed with as many records.
 */
final class BareTopology implements AutoCloseable {
  private static final String IN = "bare.in";
  private static final String OUT = "bare.out";

  private final KafkaStreams streams;
  private final KafkaProducer<byte[], byte[]> producer;
  private final ScheduledExecutorService feed = Executors.newSingleThreadScheduledExecutor();
  private final Arrivals arrivals;

  /**
   * @param config of an application and a state directory of its own
   * @param everyMs the time from one record to the next
   */
  BareTopology(String bootstrapServers, String config, int partitions, int everyMs)
      throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              Stream.of(IN, OUT)
                  .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                  .toList())
          .all()
          .get();
    }
    streams = new KafkaStreams(topology(), properties(RealCluster.settings(config)));
    streams.setUncaughtExceptionHandler(thrown -> StreamThreadExceptionResponse.REPLACE_THREAD);
    streams.start();
    arrivals = new Arrivals(bootstrapServers, OUT);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    var unused = feed.scheduleAtFixedRate(this::send, 0, everyMs, TimeUnit.MILLISECONDS);
  }

  private void send() {
    var unused = producer.send(new ProducerRecord<>(IN, new byte[100]));
  }

  private static Properties properties(Settings settings) {
    Properties properties = StreamsProperties.of(settings, new PoisonPills());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 10);
    return properties;
  }

  private static Topology topology() {
    return new Topology()
        .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), IN)
        .addProcessor("same", Same::new, "in")
        .addSink("out", OUT, new ByteArraySerializer(), new ByteArraySerializer(), "same");
  }

  private static final class Same extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      context().forward(record);
    }
  }

  /** The longest time without a record since this was called last. */
  Duration takeLongestStall() {
    return arrivals.takeLongestStall();
  }

  @Override
  public void close() {
    feed.shutdownNow();
    producer.close(Duration.ZERO);
    arrivals.close();
    streams.close(Duration.ofSeconds(10));
  }
}
