package dev.sluice.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is no JVM of ours, with its descendants and a log file. */
public final class Program implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /** Whether it can be used. */
  public interface Readiness {
    boolean isReady() throws InterruptedException;
  }

  /**
   * Returns when it is ready; ends it if it does not become so.
   *
   * @param environment in addition to this process's own
   * @param log which is added to
   * @throws IOException if it ends, or is not ready in time
   */
  public static Program start(
      List<String> command,
      Map<String, String> environment,
      Path log,
      Readiness readiness,
      Duration within)
      throws IOException, InterruptedException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Program program = new Program(builder.start());
    boolean started = false;
    try {
      long until = System.nanoTime() + within.toNanos();
      while (!readiness.isReady()) {
        if (!program.process.isAlive() || System.nanoTime() > until) {
          throw new IOException(
              "%s %s; its log is %s"
                  .formatted(
                      command.get(0),
                      program.process.isAlive()
                          ? "was not ready within " + within.toSeconds() + " s"
                          : "ended with status " + program.process.exitValue(),
                      log));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      }
      started = true;
      return program;
    } finally {
      if (!started) {
        program.close();
      }
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Ends all of its processes as a crash would, and returns when they are gone. */
  public void kill() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join());
  }

  @Override
  public void close() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroy();
    try {
      var unused = process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    kill();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }
}
