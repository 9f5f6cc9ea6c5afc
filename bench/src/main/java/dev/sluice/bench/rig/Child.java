package dev.sluice.bench.rig;

import dev.sluice.demo.ChildJvm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A process of the rig, with a log file of its own. */
public final class Child implements AutoCloseable {
  private static final String READY = "ready ";
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final ChildJvm jvm;
  private final PrintStream log;

  private Child(ChildJvm jvm, PrintStream log) {
    this.jvm = jvm;
    this.log = log;
  }

  /** Returns when it has said that it is ready. */
  static Child start(ChildJvm.Command command, Path logFile)
      throws IOException, InterruptedException {
    PrintStream log = new PrintStream(Files.newOutputStream(logFile), true, StandardCharsets.UTF_8);
    boolean started = false;
    try {
      ChildJvm jvm = ChildJvm.start(command, line -> line.startsWith(READY), START, log::println);
      started = true;
      return new Child(jvm, log);
    } finally {
      if (!started) {
        log.close();
      }
    }
  }

  /** What followed the word that it is ready. */
  public String address() {
    return jvm.readyLine().substring(READY.length());
  }

  public long pid() {
    return jvm.pid();
  }

  /** As a crash ends it. */
  public void kill() {
    jvm.kill();
    log.close();
  }

  /**
   * The bytes of the objects that it can still reach, after a full collection.
   *
   * @throws IOException if the JDK's {@code jcmd} can't tell
   */
  public long liveHeapBytes() throws IOException, InterruptedException {
    return LiveHeap.bytes(pid());
  }

  @Override
  public void close() {
    jvm.closeStdin();
    jvm.terminate();
    try {
      var unused = jvm.awaitEnd(STOP);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    kill();
  }
}
