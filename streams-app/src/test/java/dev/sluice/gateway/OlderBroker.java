package dev.sluice.gateway;

import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** A broker of the release of Kafka before ours, as its own start script runs it. */
final class OlderBroker implements AutoCloseable {
  private static final Path CLASS_PATH = Path.of("..", "older-broker/target/runtime.classpath");

  private final ChildJvm broker;
  private final int port;

  private OlderBroker(ChildJvm broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  /** Returns when clients can use it. */
  static OlderBroker start(Path dir) throws IOException, InterruptedException {
    if (!Files.exists(CLASS_PATH)) {
      throw new IOException(CLASS_PATH + " is missing; `mvn -pl older-broker package` writes it");
    }
    int port = RealCluster.freePort();
    Path settings = Files.writeString(dir.resolve("server.properties"), settings(dir, port));
    Path logging = Files.writeString(dir.resolve("logback.xml"), LOGGING);
    String tool = "kafka.tools.StorageTool";
    String cluster = Uuid.randomUuid().toString();
    try (ChildJvm format =
        start(
            tool,
            logging,
            "Formatting",
            List.of("format", "--standalone", "-t", cluster, "-c", settings.toString()))) {
      if (!format.awaitEnd(RealCluster.PATIENCE)) {
        throw new IOException("the broker's directory was not formatted in time");
      }
    }
    return new OlderBroker(
        start("kafka.Kafka", logging, "Kafka Server started", List.of(settings.toString())), port);
  }

  private static ChildJvm start(
      String main, Path logging, String readyWords, List<String> arguments)
      throws IOException, InterruptedException {
    return ChildJvm.start(
        new ChildJvm.Command(
            "the older broker",
            main,
            Files.readString(CLASS_PATH),
            SmallJvm.options(384, "-Dlogback.configurationFile=" + logging),
            arguments,
            Map.of()),
        line -> line.contains(readyWords),
        RealCluster.PATIENCE,
        line -> {});
  }

  private static String settings(Path dir, int port) throws IOException {
    int controller = RealCluster.freePort();
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.bootstrap.servers=127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        log.dirs=%3$s
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        transaction.state.log.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        """
        .formatted(port, controller, dir.resolve("data"));
  }

  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%level %logger{0} %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="out"/></root>
      </configuration>
      """;

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    broker.kill();
  }
}
