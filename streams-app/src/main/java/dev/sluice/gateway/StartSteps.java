package dev.sluice.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
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
    private final Duration grace;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean awaited;

    private Step(String name, Duration grace, Work<T> work) {
      this.name = name;
      this.grace = grace;
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
     * Stops what the step has started, if it has, and as soon as it has; waits a moment for a step
     * under way. For {@link Lifecycle}, where a step belongs before it is awaited: the start may
     * fail in between.
     */
    Lifecycle.Stop stopping(Closing<T> closing) {
      return () -> {
        thread.join(Math.max(1, grace.toMillis()));
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

    /** Null unless the step has failed. */
    private @Nullable Throwable failure() {
      return result.isCompletedExceptionally()
          ? result.handle((done, thrown) -> thrown).join()
          : null;
    }
  }

  private final Duration grace;
  private final List<Step<?>> steps = new ArrayList<>();

  StartSteps() {
    this(GRACE);
  }

  /**
   * @param grace how long a step may take to end
   */
  StartSteps(Duration grace) {
    this.grace = grace;
  }

  /**
   * @param name for its thread and the log
   */
  <T> Step<T> begin(String name, Work<T> work) {
    Step<T> step = new Step<>(name, grace, work);
    steps.add(step);
    step.thread.start();
    return step;
  }

  /** Interrupts the steps that still run, and waits a moment for them. */
  @Override
  public void close() {
    otherFailures()
        .forEach((name, failed) -> log.warn("{} failed too: {}", name, failed.getMessage()));
    steps.forEach(step -> step.thread.interrupt());
    long until = System.nanoTime() + grace.toNanos();
    try {
      for (Step<?> step : steps) {
        step.thread.join(Math.max(1, (until - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * By step, those that nobody awaited: another failure ended the start, and these may have the
   * same cause, or be the next ones. A step that needed a failed one has failed with its exception.
   */
  Map<String, Throwable> otherFailures() {
    Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
    steps.stream().filter(step -> step.awaited).map(Step::failure).forEach(told::add);
    Map<String, Throwable> others = new LinkedHashMap<>();
    for (Step<?> step : steps) {
      Throwable failed = step.failure();
      if (failed != null && told.add(failed)) {
        others.put(step.name, failed);
      }
    }
    return others;
  }
}
