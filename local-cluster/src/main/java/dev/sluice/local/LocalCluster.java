package dev.sluice.local;

import dev.sluice.local.registry.RegistryServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.kafka.common.utils.internals.Exit;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker and a schema registry on the loopback interface that keep their data in one
 * directory, which one cluster at a time may use.
 */
public final class LocalCluster implements Running {

  private final DirectoryLock lock;
  private final Broker broker;
  private final RegistryServer registry;
  private final Ports ports;
  private boolean closed;

  private LocalCluster(DirectoryLock lock, Broker broker, RegistryServer registry, Ports ports) {
    this.lock = lock;
    this.broker = broker;
    this.registry = registry;
    this.ports = ports;
  }

  /** A cluster as a process of its own; see {@link Arguments} and {@link Main}. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    // whoever started this waits for one line: nothing else may get between
    System.setOut(System.err);
    Exit.setExitProcedure(LocalCluster::haltAfterFault);
    Exit.setHaltProcedure(LocalCluster::haltAfterFault);
    System.exit(new Main(System.in, out, System.err).run(args));
  }

  /**
   * Called by Kafka from any of its threads; an exit would wait for that thread in the shutdown
   * hook. Its data survives.
   */
  private static void haltAfterFault(int status, @Nullable String message) {
    System.err.println(
        "The local cluster ends: its broker met a fault that it can't go on from, named above"
            + (message == null ? "" : " (" + message + ")"));
    Runtime.getRuntime().halt(status == 0 ? Main.NOT_STARTED : status);
  }

  /** On the ports of the last time if they are free, else on any. */
  public static LocalCluster start(Path dir) throws IOException {
    return start(dir, 0, 0, false);
  }

  /** Like {@link #start(Path)}, with a broker that {@link Security} describes. */
  public static LocalCluster startSecured(Path dir) throws IOException {
    return start(dir, 0, 0, true);
  }

  /**
   * Returns when clients can use both.
   *
   * @param dir made when it isn't there
   * @param kafkaPort 0 for that of the last time if it is free, else any
   * @param registryPort likewise
   * @param secured the same at every start on the directory
   * @throws DirectoryInUseException when another cluster runs on the directory
   * @throws IOException when the directory can't be used, or a port that is not 0 is taken
   */
  static LocalCluster start(Path dir, int kafkaPort, int registryPort, boolean secured)
      throws IOException {
    Path home = dir.toAbsolutePath().normalize();
    DirectoryLock lock = DirectoryLock.take(home);
    try {
      Path remembered = home.resolve("cluster.properties");
      Identity last = Identity.load(remembered);
      Identity identity =
          new Identity(last.clusterId(), Ports.choose(kafkaPort, registryPort, last.ports()));
      identity.save(remembered);
      return start(lock, home, identity, secured ? Security.ensure(home) : null);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static LocalCluster start(
      DirectoryLock lock, Path home, Identity identity, @Nullable Security security)
      throws IOException {
    Ports ports = identity.ports();
    RegistryServer registry = RegistryServer.start(home.resolve("schemas.jsonl"), ports.registry());
    try {
      Node node = new Node(ports.kafka(), Quorum.ofOne(ports.controller()), security);
      Broker broker = Broker.start(home.resolve("kafka"), identity.clusterId(), node);
      return new LocalCluster(lock, broker, registry, ports);
    } catch (IOException | RuntimeException e) {
      registry.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + ports.kafka();
  }

  public String registryUrl() {
    return registry.url();
  }

  @Override
  public String addresses() {
    return "kafka=%s registry=%s".formatted(bootstrapServers(), registryUrl());
  }

  /** Returns when both have stopped; may be called again, and by several threads. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (lock;
        registry) {
      broker.close();
    }
  }
}
