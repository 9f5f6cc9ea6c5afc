package dev.sluice.gateway;

import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import dev.sluice.local.FreePorts;
import dev.sluice.local.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Three brokers, each a process of its own, and a registry in this process. Topics have a replica
 * on each broker, and two have to have a record. A broker that is started again has its directory
 * and its port. Confined to the test's thread.
 */
final class Brokers implements AutoCloseable {
  static final List<Integer> IDS = List.of(1, 2, 3);

  private final Path dir;
  private final List<Integer> kafkaPorts;
  private final List<Integer> controllerPorts;
  private final RegistryServer registry;
  // threads start brokers side by side
  private final Map<Integer, ChildJvm> running = new ConcurrentHashMap<>();
  private final Admin admin;

  private Brokers(Path dir) throws IOException {
    this.dir = Files.createDirectories(dir);
    List<Integer> ports = FreePorts.choose(2 * IDS.size());
    kafkaPorts = ports.subList(0, IDS.size());
    controllerPorts = ports.subList(IDS.size(), ports.size());
    registry = RegistryServer.start(dir.resolve("schemas.jsonl"), 0);
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  /** Returns when clients can use all of them. */
  static Brokers start(Path dir) throws IOException {
    Brokers brokers = new Brokers(dir);
    brokers.start(1, 2, 3);
    return brokers;
  }

  /** Side by side, because none is ready before a second one is there. */
  void start(Integer... ids) {
    List<CompletableFuture<Void>> starts =
        Arrays.stream(ids).map(id -> CompletableFuture.runAsync(() -> start(id))).toList();
    starts.forEach(CompletableFuture::join);
  }

  private void start(int id) {
    try {
      running.put(
          id,
          ChildJvm.start(
              new ChildJvm.Command(
                  "broker " + id,
                  "dev.sluice.local.LocalCluster",
                  SmallJvm.CLASS_PATH,
                  SmallJvm.options(384),
                  arguments(id),
                  Map.of()),
              line -> line.startsWith("ready "),
              RealCluster.PATIENCE,
              line -> {}));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("broker " + id + " did not start", e);
    }
  }

  private List<String> arguments(int id) {
    return List.of(
        "--data",
        dir.resolve("broker-" + id).toString(),
        "--node",
        String.valueOf(id),
        "--kafka-port",
        String.valueOf(kafkaPorts.get(id - 1)),
        "--controller-ports",
        controllerPorts.stream().map(String::valueOf).collect(Collectors.joining(",")),
        "--until-stdin-closes");
  }

  /** As a crash ends it. */
  void kill(Integer... ids) {
    for (int id : ids) {
      Objects.requireNonNull(running.remove(id)).kill();
    }
  }

  /** As an operator stops it; returns when it has ended. */
  void stop(int id) throws InterruptedException {
    ChildJvm broker = Objects.requireNonNull(running.remove(id));
    broker.closeStdin();
    if (!broker.awaitEnd(RealCluster.PATIENCE)) {
      broker.kill();
      throw new IllegalStateException("broker " + id + " did not stop");
    }
  }

  void freeze(int id) throws IOException, InterruptedException {
    Signal.freeze(Objects.requireNonNull(running.get(id)).pid());
  }

  void goOn(int id) throws IOException, InterruptedException {
    Signal.goOn(Objects.requireNonNull(running.get(id)).pid());
  }

  /** The broker that has the first partition of a topic now. */
  int leaderOf(String topic) throws Exception {
    return describe(List.of(topic)).get(0).partitions().get(0).leader().id();
  }

  /** Of each partition of the topics: how many replicas it has. */
  List<Integer> replicas(List<String> topics) throws Exception {
    return describe(topics).stream()
        .flatMap(topic -> topic.partitions().stream())
        .map(partition -> partition.replicas().size())
        .toList();
  }

  /** Waits until every replica of every topic is in sync, the broker's own topics included. */
  void awaitInSync() {
    RealCluster.await().ignoreExceptions().until(() -> outOfSync().isEmpty());
  }

  private List<String> outOfSync() throws Exception {
    var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    List<String> out = new ArrayList<>();
    for (TopicDescription topic : describe(List.copyOf(names))) {
      if (topic.partitions().stream().anyMatch(p -> p.isr().size() < p.replicas().size())) {
        out.add(topic.name());
      }
    }
    return out;
  }

  private List<TopicDescription> describe(List<String> topics) throws Exception {
    return List.copyOf(admin.describeTopics(topics).allTopicNames().get().values());
  }

  String bootstrapServers() {
    return IntStream.range(0, kafkaPorts.size())
        .mapToObj(i -> "127.0.0.1:" + kafkaPorts.get(i))
        .collect(Collectors.joining(","));
  }

  String registryUrl() {
    return registry.url();
  }

  @Override
  public void close() throws IOException {
    admin.close(Duration.ZERO);
    running.values().forEach(ChildJvm::kill);
    registry.close();
  }
}
