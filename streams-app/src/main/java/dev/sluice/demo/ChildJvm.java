package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.Queues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A child JVM that has reported that it is ready. Two daemon threads read its output; everything
 * else runs on the caller's thread.
 */
public final class ChildJvm implements AutoCloseable {

  private static final int LAST_WORDS = 20;
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * @param name for messages: "the local cluster"
   * @param environment in addition to this process's own; may hold secrets
   */
  public record Command(
      String name,
      String mainClass,
      String classPath,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment) {

    public Command {
      jvmOptions = List.copyOf(jvmOptions);
      arguments = List.copyOf(arguments);
      environment = Map.copyOf(environment);
    }

    private Process start() throws IOException {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(jvmOptions);
      line.addAll(List.of("-cp", classPath, mainClass));
      line.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(environment);
      return builder.start();
    }

    @Override
    public String toString() {
      return name + " (" + mainClass + ")";
    }
  }

  private final Process process;
  private final Predicate<String> ready;
  private final Consumer<String> lines;
  private final CompletableFuture<String> readyLine = new CompletableFuture<>();
  private final Queue<String> lastWords =
      Queues.synchronizedQueue(EvictingQueue.create(LAST_WORDS));
  private final Thread stdout;
  private final Thread stderr;

  private ChildJvm(Command command, Predicate<String> ready, Consumer<String> lines)
      throws IOException {
    this.process = command.start();
    this.ready = ready;
    this.lines = lines;
    this.stdout =
        new Thread(
            () -> copy(process.inputReader(UTF_8), this::onStdout), command.name + " stdout");
    this.stderr =
        new Thread(() -> copy(process.errorReader(UTF_8), this::onLine), command.name + " stderr");
  }

  /**
   * Returns when the child has printed its ready line; ends the child if that does not come.
   *
   * @param ready recognizes the line on the child's standard output
   * @param lines receives every other line of its standard output and every line of its standard
   *     error, on two threads; may not throw
   * @throws IOException with the child's last lines, if it ended or took longer
   */
  public static ChildJvm start(
      Command command, Predicate<String> ready, Duration within, Consumer<String> lines)
      throws IOException, InterruptedException {
    ChildJvm child = new ChildJvm(command, ready, lines);
    boolean started = false;
    try {
      child.startReading();
      child.awaitReady(command.name, within);
      started = true;
      return child;
    } finally {
      if (!started) {
        child.kill();
      }
    }
  }

  public String readyLine() {
    return readyLine.join();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Tells a child that watches its standard input to stop; so does the death of this process. */
  public void closeStdin() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it is gone already
    }
  }

  /** Asks the child to stop, like a supervisor (SIGTERM). */
  public void terminate() {
    process.destroy();
  }

  /** Whether the child has ended. */
  public boolean awaitEnd(Duration within) throws InterruptedException {
    return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * @throws IllegalThreadStateException while the child is alive
   */
  public int exitStatus() {
    return process.exitValue();
  }

  /** Ends the child like a crash (SIGKILL) and returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
  }

  private void startReading() {
    stdout.setDaemon(true);
    stderr.setDaemon(true);
    stdout.start();
    stderr.start();
  }

  private void awaitReady(String name, Duration within) throws IOException, InterruptedException {
    try {
      readyLine.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      String how = "closed its standard output";
      if (awaitEnd(GRACE)) {
        stderr.join(GRACE.toMillis());
        how = "ended with status " + exitStatus();
      }
      throw new IOException(name + " " + how + " before it was ready" + lastWords(), e);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s was not ready within %.1f s%s"
              .formatted(name, within.toMillis() / 1000.0, lastWords()),
          e);
    }
  }

  private String lastWords() {
    List<String> words;
    synchronized (lastWords) {
      words = List.copyOf(lastWords);
    }
    return words.isEmpty()
        ? "; it printed nothing"
        : "; its last lines:" + System.lineSeparator() + String.join(System.lineSeparator(), words);
  }

  private void onStdout(String line) {
    if (!readyLine.isDone() && ready.test(line)) {
      readyLine.complete(line);
    } else {
      onLine(line);
    }
  }

  private void onLine(String line) {
    lastWords.add(line);
    lines.accept(line);
  }

  private void copy(BufferedReader from, Consumer<String> to) {
    try (from) {
      from.lines().forEach(to);
    } catch (IOException | UncheckedIOException e) {
      // the pipe breaks when the child is killed
    } finally {
      if (Thread.currentThread().equals(stdout)) {
        readyLine.completeExceptionally(new IOException("standard output ended"));
      }
    }
  }
}
