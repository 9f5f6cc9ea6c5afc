package dev.sluice.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers, each a process of its own, on this test's class path. */
@Timeout(120)
class ThreeBrokersIT {

  @TempDir Path dir;

  private final List<Process> brokers = new ArrayList<>();
  private List<Integer> kafkaPorts;
  private List<Integer> controllerPorts;

  @BeforeEach
  void start() throws IOException {
    List<Integer> ports = FreePorts.choose(6);
    kafkaPorts = ports.subList(0, 3);
    controllerPorts = ports.subList(3, 6);
    // none is ready before a second one has come
    for (int id = 1; id <= 3; id++) {
      brokers.add(start(id));
    }
    for (Process broker : brokers) {
      awaitReady(broker);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process broker : brokers) {
      broker.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldGoOnWithTwoAndHaveThreeReplicasAgainWhenOneIsKilledAndRestarted() throws Exception {
    // Given
    try (Admin admin = Admin.create(settings())) {
      admin.createTopics(List.of(new NewTopic("t", 3, (short) -1))).all().get();
      assertThat(inSync(admin)).containsExactly(3, 3, 3);

      // When
      brokers.get(1).destroyForcibly().waitFor();
      send("while one is away");

      // Then
      assertThat(inSync(admin)).allMatch(replicas -> replicas >= 2);
      brokers.set(1, start(2));
      awaitReady(brokers.get(1));
      Awaitility.await().untilAsserted(() -> assertThat(inSync(admin)).containsExactly(3, 3, 3));
      assertThat(new Clients(bootstrapServers(), "").read("t", 1))
          .containsExactly("while one is away");
    }
  }

  private void send(String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer())) {
      for (int partition = 0; partition < 3; partition++) {
        producer.send(new ProducerRecord<>("t", partition, "key", value)).get();
      }
    }
  }

  /** Of each partition. */
  private static List<Integer> inSync(Admin admin) throws Exception {
    TopicDescription topic =
        Objects.requireNonNull(admin.describeTopics(List.of("t")).topicNameValues().get("t")).get();
    return topic.partitions().stream().map(TopicPartitionInfo::isr).map(List::size).toList();
  }

  private Process start(int id) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LocalCluster.class.getName(),
            "--data",
            dir.resolve("broker-" + id).toString(),
            "--node",
            Integer.toString(id),
            "--kafka-port",
            Integer.toString(kafkaPorts.get(id - 1)),
            "--controller-ports",
            controllerPorts.stream().map(String::valueOf).collect(Collectors.joining(",")),
            "--until-stdin-closes")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitReady(Process broker) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(broker.getInputStream(), UTF_8));
    assertThat(lines.readLine()).startsWith("ready kafka=127.0.0.1:");
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", bootstrapServers());
  }

  private String bootstrapServers() {
    return IntStream.range(0, 3)
        .mapToObj(i -> "127.0.0.1:" + kafkaPorts.get(i))
        .collect(Collectors.joining(","));
  }
}
