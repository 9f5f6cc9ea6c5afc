package dev.sluice.batch.run;

import dev.sluice.config.Settings;
import dev.sluice.gateway.ExitStatus;
import dev.sluice.gateway.StartException;
import dev.sluice.terminal.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a batch, or goes on with one that was interrupted. Its output and manifest are all that one
 * run leaves to the next. One thread.
 */
public final class BatchRun {
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Where it tells of itself.
   *
   * @param out for what it does and has done
   * @param progress for how far it is
   */
  public record Console(PrintStream out, Progress progress) {}

  private BatchRun() {}

  /**
   * @return whether every request has its line in the output
   * @throws StartException if the input is no batch, the output is of another one, or the topics
   *     can't be used
   */
  public static boolean run(
      Settings settings, BatchOptions options, Console console, InstantSource clock)
      throws StartException, InterruptedException {
    return run(
        settings, options, console, clock, BatchTopics.kafka(settings, options.tenant(), clock));
  }

  static boolean run(
      Settings settings,
      BatchOptions options,
      Console console,
      InstantSource clock,
      BatchTopics.Connector topics)
      throws StartException, InterruptedException {
    try (BatchFiles files = BatchFiles.open(settings, options, clock.instant())) {
      BatchLoop loop = new BatchLoop(options, files, clock);
      files.recover(loop::known);
      if (!loop.isDone()) {
        try (BatchTopics connected = topics.open()) {
          run(loop, files, connected, console);
        } finally {
          console.progress().clear();
        }
      }
      console.out().println(loop.summary());
      return loop.isDone();
    } catch (IOException failed) {
      throw new StartException(
          ExitStatus.FAILED,
          "the batch's files can't be read or written: " + failed.getMessage(),
          failed);
    }
  }

  private static void run(BatchLoop loop, BatchFiles files, BatchTopics topics, Console console)
      throws StartException, IOException, InterruptedException {
    Optional<Map<String, Long>> positions = files.positions();
    if (positions.isEmpty()) {
      files.begin(topics.positions());
    } else {
      catchUp(loop, topics, positions.get());
    }
    console.out().println(loop.begin(positions.isPresent()));
    while (!loop.isDone() && loop.goOn(topics)) {
      console.progress().now(loop.status());
    }
  }

  /** Learns what became of all that was sent before. */
  private static void catchUp(BatchLoop loop, BatchTopics topics, Map<String, Long> positions)
      throws StartException, IOException {
    if (!topics.seek(positions)) {
      throw new StartException(
          ExitStatus.TOPICS_UNFIT,
          "events about the batch have been deleted from the topics, or these are other topics:"
              + " what was sent can't be known any more");
    }
    Map<String, Long> ends = topics.ends();
    while (!topics.hasReached(ends)) {
      loop.take(topics, POLL);
    }
  }
}
