package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** Kafka's own server as one node that is broker and controller, with threads of its own. */
final class Broker implements AutoCloseable {

  private final KafkaRaftServer server;

  private Broker(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Returns when clients can use the broker.
   *
   * @param clusterId for a new directory; one that has data keeps its own
   */
  static Broker start(Path dir, String clusterId, Node node) throws IOException {
    Files.createDirectories(dir);
    format(dir, clusterId, node);
    KafkaRaftServer server =
        new KafkaRaftServer(new KafkaConfig(BrokerSettings.of(dir, node), false), Time.SYSTEM);
    server.startup();
    return new Broker(server);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void format(Path dir, String clusterId, Node node) throws IOException {
    try {
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
          .setNodeId(node.quorum().nodeId())
          .setClusterId(clusterId)
          .setDirectories(List.of(dir.toString()))
          .setMetadataLogDirectory(dir.toString())
          .setControllerListenerName("CONTROLLER")
          .setIgnoreFormatted(true)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setScramArguments(node.security() == null ? List.of() : node.security().firstUsers())
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the broker's directory " + dir + " can't be formatted", e);
    }
  }
}
