package dev.sluice.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of a start, side by side: each has a thread of its own, and may await those that it needs.
 * Begun by the starting thread, which awaits them in the order in which their failures matter.
 */
final class StartSteps implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StartSteps.class);

  /** How long a step may take to end when it is interrupted. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** What a step does, on a thread that is interrupted when the start fails elsewhere. */
  interface Work<T> {
    T run() throws StartException, InterruptedException;
  }

  /** Stops what a step has started. */
  interface Closing<T> {
    void close(T result) throws Exception;
  }

  /** A step that has begun. */
  static final class Step<T> {
    private final String name;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean awaited;

    private Step(String name, Work<T> work) {
      this.name = name;
      this.thread =
          new Thread(
              () -> {
                try {
                  result.complete(work.run());
                } catch (Throwable failed) {
                  result.completeExceptionally(failed);
                }
              },
              "sluice-start-" + name);
      thread.setDaemon(true);
    }

    /**
     * Waits until the step has ended.
     *
     * @throws StartException what it threw; unchecked exceptions likewise
     */
    T await() throws StartException, InterruptedException {
      awaited = true;
      try {
        return result.get();
      } catch (ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof StartException refused) {
          throw refused;
        }
        if (cause instanceof InterruptedException interrupted) {
          throw interrupted;
        }
        if (cause instanceof RuntimeException unforeseen) {
          throw unforeseen;
        }
        throw new CompletionException(cause);
      }
    }

    /**
     * Stops what the step has started, if it has, and as soon as it has. For {@link Lifecycle},
     * where a step belongs before it is awaited: the start may fail in between.
     */
    Lifecycle.Stop stopping(Closing<T> closing) {
      return () -> {
        if (result.isDone() && !result.isCompletedExceptionally()) {
          closing.close(result.join());
        } else {
          var unused = result.thenAccept(late -> closeLate(late, closing));
        }
      };
    }

    private void closeLate(T late, Closing<T> closing) {
      try {
        closing.close(late);
      } catch (Exception failed) {
        log.warn("{}, which was ready too late, did not stop cleanly", name, failed);
      }
    }

    /** Another failure ended the start; this one may have the same cause, or be the next one. */
    private void tellFailure() {
      if (!awaited && result.isCompletedExceptionally()) {
        result.exceptionally(
            failed -> {
              log.warn("{} failed too: {}", name, failed.getMessage());
              return null;
            });
      }
    }
  }

  private final List<Step<?>> steps = new ArrayList<>();

  /**
   * @param name for its thread and the log
   */
  <T> Step<T> begin(String name, Work<T> work) {
    Step<T> step = new Step<>(name, work);
    steps.add(step);
    step.thread.start();
    return step;
  }

  /** Interrupts the steps that still run, and waits a moment for them. */
  @Override
  public void close() {
    steps.forEach(Step::tellFailure);
    steps.forEach(step -> step.thread.interrupt());
    long until = System.nanoTime() + GRACE.toNanos();
    try {
      for (Step<?> step : steps) {
        step.thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
