package dev.sluice.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A local broker and schema registry in a JVM of its own, which ends when it is closed and also
 * when this process dies. Only their class path is needed, not their classes.
 */
public final class LocalClusterProcess implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("ready kafka=(\\S+) registry=(\\S+)");
  // longer than the child gives itself
  private static final Duration MAX_STOP = Duration.ofSeconds(25);

  /**
   * @param data where the cluster keeps its data; one cluster at a time
   * @param classPath of the module local-cluster with all it needs
   * @param kafkaPort 0 for that of the last run if it is free, else any
   * @param registryPort likewise
   * @param lines receives what the child logs, on a thread of its own; may not throw
   */
  public record Options(
      Path data,
      String classPath,
      int kafkaPort,
      int registryPort,
      Duration readyWithin,
      List<String> jvmOptions,
      Consumer<String> lines) {

    private static final List<String> SMALL_JVM =
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    public Options {
      jvmOptions = List.copyOf(jvmOptions);
    }

    public static Options of(Path data, String classPath) {
      return new Options(data, classPath, 0, 0, Duration.ofSeconds(60), SMALL_JVM, line -> {});
    }

    public Options withPorts(int kafka, int registry) {
      return new Options(data, classPath, kafka, registry, readyWithin, jvmOptions, lines);
    }

    public Options withLines(Consumer<String> consumer) {
      return new Options(
          data, classPath, kafkaPort, registryPort, readyWithin, jvmOptions, consumer);
    }

    /** In place of those for a small, short-lived JVM. */
    public Options withJvmOptions(List<String> options) {
      return new Options(data, classPath, kafkaPort, registryPort, readyWithin, options, lines);
    }

    private ChildJvm.Command command() {
      return new ChildJvm.Command(
          "the local cluster",
          "dev.sluice.local.LocalCluster",
          classPath,
          jvmOptions,
          List.of(
              "--data",
              data.toString(),
              "--kafka-port",
              Integer.toString(kafkaPort),
              "--registry-port",
              Integer.toString(registryPort),
              "--until-stdin-closes"),
          Map.of());
    }
  }

  private final ChildJvm child;
  private final Matcher ready;

  private LocalClusterProcess(ChildJvm child) {
    this.child = child;
    this.ready = READY.matcher(child.readyLine());
    ready.matches();
  }

  /**
   * Returns when clients can use the cluster.
   *
   * @throws IOException with the child's last lines, if it ended or was not ready in time
   */
  public static LocalClusterProcess start(Options options)
      throws IOException, InterruptedException {
    return new LocalClusterProcess(
        ChildJvm.start(
            options.command(), READY.asMatchPredicate(), options.readyWithin(), options.lines()));
  }

  public String bootstrapServers() {
    return ready.group(1);
  }

  public String registryUrl() {
    return ready.group(2);
  }

  public long pid() {
    return child.pid();
  }

  public boolean isAlive() {
    return child.isAlive();
  }

  /** Ends the cluster like a crash. */
  public void kill() {
    child.kill();
  }

  /** Returns when the cluster has stopped; kills one that does not. */
  @Override
  public void close() {
    try (child) {
      child.closeStdin();
      child.awaitEnd(MAX_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
