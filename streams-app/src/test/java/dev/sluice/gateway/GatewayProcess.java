package dev.sluice.gateway;

import dev.sluice.demo.ChildJvm;
import dev.sluice.demo.SmallJvm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A gateway in a JVM of its own, which a test may end, freeze and let go on. */
final class GatewayProcess implements AutoCloseable {
  private final ChildJvm child;

  private GatewayProcess(ChildJvm child) {
    this.child = child;
  }

  /** Returns when it works on partitions. */
  static GatewayProcess start(Path dir, String name, String config, String... jvmOptions)
      throws Exception {
    Path file = Files.writeString(dir.resolve(name + ".yaml"), config);
    return new GatewayProcess(
        ChildJvm.start(
            new ChildJvm.Command(
                "gateway " + name,
                "dev.sluice.cli.Main",
                SmallJvm.CLASS_PATH,
                SmallJvm.options(256, jvmOptions),
                List.of("run", "--config", file.toString()),
                Map.of()),
            line -> line.startsWith("ready "),
            RealCluster.PATIENCE,
            line -> {}));
  }

  int port() {
    return URI.create(child.readyLine().substring("ready ".length())).getPort();
  }

  /** As a supervisor stops it; returns when it has ended. */
  void stop() throws InterruptedException {
    child.terminate();
    var unused = awaitEnd();
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** Whether a supervisor that asks it finds no reason to restart it. */
  boolean isLive(Client client) throws Exception {
    return client.isOk(port(), "/health/live");
  }

  /** Waits until it has ended; its exit status. */
  int awaitEnd() throws InterruptedException {
    if (!child.awaitEnd(RealCluster.PATIENCE)) {
      throw new IllegalStateException("the gateway did not end");
    }
    return child.exitStatus();
  }

  /** As a crash ends it. */
  void kill() {
    child.kill();
  }

  void freeze() throws IOException, InterruptedException {
    Signal.freeze(child.pid());
  }

  void goOn() throws IOException, InterruptedException {
    Signal.goOn(child.pid());
  }

  /** Whether {@link #fillDisk} works here: it needs a tool of Linux. */
  static boolean canFillDisk() {
    return Files.isExecutable(Path.of("/usr/bin/prlimit"));
  }

  /** From now on no file of it can grow, as on a full disk. */
  void fillDisk() throws IOException, InterruptedException {
    Signal.run("/usr/bin/prlimit", "--pid", String.valueOf(child.pid()), "--fsize=1");
  }

  @Override
  public void close() {
    kill();
  }
}
