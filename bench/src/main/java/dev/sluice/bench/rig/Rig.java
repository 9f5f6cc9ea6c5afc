package dev.sluice.bench.rig;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.LocalClusterProcess;
import dev.sluice.v1.CompletionRequest;
import dev.sluice.wire.RegistrySerdes;
import dev.sluice.wire.RegistryWaits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A fresh broker, registry and provider, and what is put under load between them. Everything is
 * stopped, and all data deleted, when it is closed. One thread.
 */
public final class Rig implements AutoCloseable {
  /** The baseline's topics. */
  public static final String IDENTITY_IN = "identity.in";

  public static final String IDENTITY_OUT = "identity.out";

  private static final List<String> BROKER_JVM = List.of("-Xms1g", "-Xmx1g");

  /** The same for the gateway and its baseline. */
  private static final List<String> GATEWAY_JVM = List.of("-Xms2g", "-Xmx2g");

  private static final List<String> PROVIDER_JVM = List.of("-Xms512m", "-Xmx512m");

  private final ClassPaths classPaths;
  private final Map<String, String> kafka;
  private final Path dir;
  private final Path logs;
  private final PrintStream clusterLog;
  private final LocalClusterProcess cluster;
  private final RegistrySerdes wire;
  private final Map<String, Child> children = new LinkedHashMap<>();
  private final Thread onExit = new Thread(this::stopProcesses, "rig-exit");

  private Rig(ClassPaths classPaths, Map<String, String> kafka, Path dir, Path logs)
      throws IOException, InterruptedException {
    this.classPaths = classPaths;
    this.kafka = kafka;
    this.dir = emptied(dir).toAbsolutePath();
    this.logs = emptied(logs);
    this.clusterLog =
        new PrintStream(
            Files.newOutputStream(logs.resolve("cluster.log")), true, StandardCharsets.UTF_8);
    this.cluster =
        LocalClusterProcess.start(
            LocalClusterProcess.Options.of(this.dir.resolve("cluster"), classPaths.cluster())
                .withJvmOptions(BROKER_JVM)
                .withLines(clusterLog::println));
    this.wire = new RegistrySerdes(cluster.registryUrl(), Map.of(), RegistryWaits.DEFAULT);
    // what the load writes, which another build's gateway does not know
    wire.registration(RegistryWaits.DEFAULT.blocking())
        .register(Map.of(GatewayConfig.TOPICS.requests(), CompletionRequest.class));
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** What a run that was killed has left there must not be taken for this one's. */
  private static Path emptied(Path dir) throws IOException {
    if (Files.exists(dir)) {
      MoreFiles.deleteRecursively(dir, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    return Files.createDirectories(dir);
  }

  /**
   * @param kafka settings of the gateway's and the baseline's clients
   * @param dir for data, which is deleted before and after
   * @param logs for what the processes say, which stays until the next run
   */
  public static Rig start(ClassPaths classPaths, Map<String, String> kafka, Path dir, Path logs)
      throws IOException, InterruptedException {
    Rig rig = new Rig(classPaths, kafka, dir, logs);
    boolean started = false;
    try {
      rig.start(
          "provider",
          "dev.sluice.bench.rig.ProviderMain",
          classPaths.bench(),
          PROVIDER_JVM,
          List.of());
      started = true;
      return rig;
    } finally {
      if (!started) {
        rig.close();
      }
    }
  }

  public String bootstrapServers() {
    return cluster.bootstrapServers();
  }

  public RegistrySerdes wire() {
    return wire;
  }

  /** Where it listens; a path made of a {@link Script} follows. */
  public String providerUrl() {
    return child("provider").address();
  }

  /** Starts this build's gateway, or starts it again on the state that it has. */
  public Child gateway(GatewayConfig config) throws IOException, InterruptedException {
    return gateway(Build.own(classPaths), config);
  }

  /** The same of another build, beside it and on its own topics. */
  public Child gateway(Build build, GatewayConfig config) throws IOException, InterruptedException {
    return gateway(build, build.name(), config);
  }

  /** The same for another process of this build's gateway. */
  public Child gateway(String instance, GatewayConfig config)
      throws IOException, InterruptedException {
    return gateway(Build.own(classPaths), instance, config);
  }

  private Child gateway(Build build, String instance, GatewayConfig config)
      throws IOException, InterruptedException {
    Path file = config(new GatewayConfig.Owner(build.name(), instance, build.topics()), config);
    return start(
        instance,
        "dev.sluice.cli.Main",
        build.classPath(),
        Stream.concat(GATEWAY_JVM.stream(), build.flags().stream()).toList(),
        List.of("run", "--config", file.toString()));
  }

  /** Starts the baseline between two topics of its own, or again on the same. */
  public Child identity() throws Exception {
    return identity(IDENTITY_IN);
  }

  /** The same, reading another topic. */
  public Child identity(String input) throws Exception {
    createIdentityTopics();
    Path file =
        config(
            new GatewayConfig.Owner("identity", "identity", GatewayConfig.TOPICS),
            GatewayConfig.roomy(Script.answering(Duration.ZERO, 0)));
    return start(
        "identity",
        "dev.sluice.gateway.IdentityTopology",
        classPaths.bench(),
        GATEWAY_JVM,
        List.of(file.toString(), input, IDENTITY_OUT));
  }

  /** Those that are not there yet. */
  public void createIdentityTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      var present = admin.listTopics().names().get();
      admin
          .createTopics(
              Stream.of(IDENTITY_IN, IDENTITY_OUT)
                  .filter(topic -> !present.contains(topic))
                  .map(Rig::identityTopic)
                  .toList())
          .all()
          .get();
    }
  }

  private static NewTopic identityTopic(String name) {
    return new NewTopic(name, Optional.of(GatewayConfig.PARTITIONS), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(16 << 20),
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime"));
  }

  /** The file that a gateway of this build is started with. */
  public Path config(Build build, GatewayConfig config) throws IOException {
    return config(new GatewayConfig.Owner(build.name(), build.name(), build.topics()), config);
  }

  private Path config(GatewayConfig.Owner owner, GatewayConfig config) throws IOException {
    return Files.writeString(
        dir.resolve(owner.instance() + ".yaml"),
        config.yaml(owner, dir.resolve("state"), kafka(), cluster.registryUrl(), providerUrl()));
  }

  private Map<String, String> kafka() {
    Map<String, String> all = new LinkedHashMap<>(kafka);
    all.put("bootstrap.servers", bootstrapServers());
    return all;
  }

  private Child start(
      String name, String main, String classPath, List<String> jvmOptions, List<String> arguments)
      throws IOException, InterruptedException {
    String log = name;
    for (int run = 2; Files.exists(logs.resolve(log + ".log")); run++) {
      log = name + "-" + run;
    }
    Child child =
        Child.start(
            new ChildJvm.Command(name, main, classPath, jvmOptions, arguments, Map.of()),
            logs.resolve(log + ".log"));
    children.put(name, child);
    return child;
  }

  /** Ends a process as a supervisor would. */
  public void stop(String name) {
    child(name).close();
  }

  /** Ends a process as a crash would. */
  public void kill(String name) {
    child(name).kill();
  }

  /** The process of that name that was started last. */
  public Child child(String name) {
    Child child = children.get(name);
    if (child == null) {
      throw new IllegalStateException("no " + name + " has been started");
    }
    return child;
  }

  /** Of all processes, that of the load included. */
  public Meter meter() {
    return new Meter(this::pids);
  }

  /**
   * The same with others that are measured beside them.
   *
   * @param others by name
   */
  public Meter meter(Supplier<Map<String, Long>> others) {
    return new Meter(
        () -> {
          Map<String, Long> all = pids();
          all.putAll(others.get());
          return all;
        });
  }

  /** Of all data, which is deleted in the end. */
  public Path dir() {
    return dir;
  }

  public Path logs() {
    return logs;
  }

  private Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    pids.put("broker", cluster.pid());
    children.forEach((name, child) -> pids.put(name, child.pid()));
    pids.put("load", ProcessHandle.current().pid());
    return pids;
  }

  private void stopProcesses() {
    Deque<Child> latestFirst = new ArrayDeque<>();
    children.values().forEach(latestFirst::push);
    latestFirst.forEach(Child::close);
    cluster.close();
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException exiting) {
      return;
    }
    wire.close();
    stopProcesses();
    clusterLog.close();
    MoreFiles.deleteRecursively(dir, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
