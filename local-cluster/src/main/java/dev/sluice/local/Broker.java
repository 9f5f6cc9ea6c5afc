package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** Kafka's own server as one node that is broker and controller, with threads of its own. */
final class Broker implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1:";

  private final KafkaRaftServer server;

  private Broker(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Returns when clients can use the broker.
   *
   * @param clusterId for a new directory; one that has data keeps its own
   */
  static Broker start(Path dir, String clusterId, Ports ports) throws IOException {
    Files.createDirectories(dir);
    format(dir, clusterId);
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(settings(dir, ports), false), Time.SYSTEM);
    server.startup();
    return new Broker(server);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path dir, String clusterId) throws IOException {
    try {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
          .setNodeId(1)
          .setClusterId(clusterId)
          .setDirectories(List.of(dir.toString()))
          .setMetadataLogDirectory(dir.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the broker's directory " + dir + " can't be formatted", e);
    }
  }

  private static Properties settings(Path dir, Ports ports) {
    Properties settings = new Properties();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + LOOPBACK + ports.controller());
    settings.put(
        "listeners",
        "PLAINTEXT://%s%d,CONTROLLER://%s%d"
            .formatted(LOOPBACK, ports.kafka(), LOOPBACK, ports.controller()));
    settings.put("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ports.kafka());
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("log.dirs", dir.toString());
    settings.put("auto.create.topics.enable", "false");
    // without it a restart waits until the session of the broker before it has passed
    settings.put("controlled.shutdown.enable", "true");
    // how long a restart waits after a kill; shorter and a busy machine fences its only broker
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "250");
    recordsOf16MiB(settings);
    oneReplica(settings);
    quickGroups(settings);
    smallFootprint(settings);
    return settings;
  }

  /** Records of 16 MiB and what a batch adds to them. */
  private static void recordsOf16MiB(Properties settings) {
    settings.put("message.max.bytes", Integer.toString(17 << 20));
    settings.put("replica.fetch.max.bytes", Integer.toString(17 << 20));
    settings.put("socket.request.max.bytes", Integer.toString(100 << 20));
  }

  private static void oneReplica(Properties settings) {
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      settings.put(topic + ".num.partitions", "1");
      settings.put(topic + ".replication.factor", "1");
      settings.put(topic + ".segment.bytes", Integer.toString(16 << 20));
    }
    settings.put("transaction.state.log.min.isr", "1");
    // a transaction that follows another one at once waits this long for the markers (KAFKA-18654)
    settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
  }

  private static void quickGroups(Properties settings) {
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.streams.initial.rebalance.delay.ms", "0");
    settings.put("group.streams.heartbeat.interval.ms", "1000");
    settings.put("group.streams.min.heartbeat.interval.ms", "500");
    settings.put("group.streams.min.session.timeout.ms", "6000");
  }

  private static void smallFootprint(Properties settings) {
    settings.put("log.segment.bytes", Integer.toString(64 << 20));
    settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
    settings.put("metadata.log.segment.bytes", Integer.toString(16 << 20));
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
  }
}
