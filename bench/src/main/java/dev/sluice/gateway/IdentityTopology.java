package dev.sluice.gateway;

import dev.sluice.config.Settings;
import dev.sluice.config.SettingsReader;
import dev.sluice.topology.PoisonPills;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What the gateway is compared with: the least that Kafka Streams can do under the settings that
 * the gateway runs with. Each record of one topic is written to another, in transactions. Only the
 * interval of commits is another, since the gateway asks for most of its commits itself. Here for
 * the sake of {@link StreamsProperties}.
 */
final class IdentityTopology {
  private static final int COMMIT_MS = 10;

  private IdentityTopology() {}

  /** Its configuration file, which names the application; the topic it reads; the one it writes. */
  public static void main(String[] arguments) throws Exception {
    Settings settings = SettingsReader.load(Path.of(arguments[0]), Map.of());
    Properties properties = StreamsProperties.of(settings, new PoisonPills());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MS);
    properties.putAll(settings.kafka().properties());
    KafkaStreams streams = new KafkaStreams(topology(arguments[1], arguments[2]), properties);
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener(
        (state, before) -> {
          if (state == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10)), "stop"));
    streams.start();
    running.await();
    System.out.println("ready identity");
  }

  private static Topology topology(String input, String output) {
    return new Topology()
        .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), input)
        .addProcessor("same", Same::new, "in")
        .addSink("out", output, new ByteArraySerializer(), new ByteArraySerializer(), "same");
  }

  private static final class Same extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      context().forward(record);
    }
  }
}
