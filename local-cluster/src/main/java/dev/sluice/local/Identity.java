package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/** What a directory remembers of its cluster from run to run. */
record Identity(String clusterId, Ports ports) {

  private static final String CLUSTER_ID = "cluster.id";
  private static final String KAFKA_PORT = "kafka.port";
  private static final String CONTROLLER_PORT = "controller.port";
  private static final String REGISTRY_PORT = "registry.port";

  /** A new one when the file isn't there; a port that makes no sense is forgotten. */
  static Identity load(Path file) throws IOException {
    Properties stored = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        stored.load(reader);
      }
    }
    return new Identity(
        stored.getProperty(CLUSTER_ID, Uuid.randomUuid().toString()),
        new Ports(
            port(stored, KAFKA_PORT), port(stored, CONTROLLER_PORT), port(stored, REGISTRY_PORT)));
  }

  void save(Path file) throws IOException {
    Properties stored = new Properties();
    stored.setProperty(CLUSTER_ID, clusterId);
    stored.setProperty(KAFKA_PORT, Integer.toString(ports.kafka()));
    stored.setProperty(CONTROLLER_PORT, Integer.toString(ports.controller()));
    stored.setProperty(REGISTRY_PORT, Integer.toString(ports.registry()));
    StringWriter text = new StringWriter();
    stored.store(text, null);
    // a kill leaves the old file or the new one, never half of one
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(half, text.toString(), UTF_8);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int port(Properties stored, String name) {
    Integer port = Ints.tryParse(stored.getProperty(name, ""));
    return port == null || port < 0 || port > 65535 ? 0 : port;
  }
}
