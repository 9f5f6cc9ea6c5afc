package dev.sluice.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits, once nothing more starts, until nothing is under way. */
final class Drain {
  private final Executor thread;
  private final BooleanSupplier nothingUnderWay;
  private volatile boolean begun;
  // confined to the dispatch thread
  private CompletableFuture<Void> idle = new CompletableFuture<>();

  /**
   * @param thread the dispatch thread
   * @param nothingUnderWay called on it
   */
  Drain(Executor thread, BooleanSupplier nothingUnderWay) {
    this.thread = thread;
    this.nothingUnderWay = nothingUnderWay;
  }

  /** Any thread. */
  void begin() {
    begun = true;
  }

  /** Whether starts have stopped. Any thread. */
  boolean begun() {
    return begun;
  }

  /**
   * Begins, and waits. Not on the dispatch thread.
   *
   * @return whether nothing was under way within the budget
   */
  boolean await(Duration budget) throws InterruptedException {
    CompletableFuture<Void> waited = new CompletableFuture<>();
    thread.execute(
        () -> {
          begun = true;
          idle = waited;
          check();
        });
    try {
      waited.get(budget.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Like {@link #await}; false if interrupted, and the thread stays interrupted. */
  boolean awaitOrInterrupted(Duration budget) {
    try {
      return await(budget);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Something ended. Dispatch thread. */
  void check() {
    if (begun && nothingUnderWay.getAsBoolean()) {
      idle.complete(null);
    }
  }

  /** Something ended. Any thread. */
  void checkSoon() {
    if (begun) {
      thread.execute(this::check);
    }
  }
}
