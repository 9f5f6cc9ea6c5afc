package dev.sluice.gateway;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Several gateways that come and go, each under its name and on its directory, and what was done to
 * each of their runs. Confined to the test's thread.
 */
final class Fleet implements AutoCloseable {
  private final Path dir;
  private final BiFunction<String, String, String> config;
  private final Map<String, GatewayProcess> running = new TreeMap<>();
  private final Map<String, Integer> runs = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private final Set<String> frozen = new HashSet<>();

  /**
   * @param dir of their state directories
   * @param config the configuration by the gateway's name and the name of its run
   */
  Fleet(Path dir, BiFunction<String, String, String> config) {
    this.dir = dir;
    this.config = config;
  }

  /** Returns when it works on partitions. */
  void start(String name) throws Exception {
    runs.merge(name, 1, Integer::sum);
    String run = run(name);
    running.put(name, GatewayProcess.start(dir, run, config.apply(name, run)));
  }

  void kill(String name) {
    get(name).kill();
    ended.add(run(name));
    running.remove(name);
  }

  void stop(String name) throws InterruptedException {
    get(name).stop();
    ended.add(run(name));
    running.remove(name);
  }

  void freeze(String name) throws IOException, InterruptedException {
    get(name).freeze();
    frozen.add(run(name));
  }

  void goOn(String name) throws IOException, InterruptedException {
    get(name).goOn();
  }

  void loseState(String name) throws IOException {
    MoreFiles.deleteRecursively(stateDir(name));
  }

  private Path stateDir(String name) {
    return dir.resolve(name);
  }

  /** None has ended by itself. */
  boolean areAlive() {
    return running.values().stream().allMatch(GatewayProcess::isAlive);
  }

  void stopAll() throws InterruptedException {
    for (String name : Set.copyOf(running.keySet())) {
      stop(name);
    }
  }

  /** Runs that were killed or stopped. */
  Set<String> ended() {
    return ended;
  }

  /** Runs that were frozen, whatever became of them then. */
  Set<String> frozen() {
    return frozen;
  }

  private GatewayProcess get(String name) {
    return Objects.requireNonNull(running.get(name), name);
  }

  private String run(String name) {
    return name + "-" + runs.get(name);
  }

  @Override
  public void close() {
    running.values().forEach(GatewayProcess::close);
  }
}
