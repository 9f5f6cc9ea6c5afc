package dev.sluice.simulation;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A thread that does something only when it is told to: one due task for each step. */
public final class StepExecutor extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong((Task task) -> task.dueMs)
              .thenComparingLong(task -> task.order));
  private final LongSupplier nowMs;
  private long order;
  private boolean inline;
  private boolean shutdown;

  public StepExecutor(LongSupplier nowMs) {
    this.nowMs = nowMs;
  }

  /** Runs the first task that is due; false when none is. */
  public boolean step() {
    if (!isDue()) {
      return false;
    }
    Task task = tasks.remove();
    task.run();
    return true;
  }

  boolean isDue() {
    tasks.removeIf(Task::isCancelled);
    return !tasks.isEmpty() && tasks.peek().dueMs <= nowMs.getAsLong();
  }

  /** From now on what is to be executed is executed at once, behind all that is due. */
  void runInline() {
    while (step()) {}
    inline = true;
  }

  @Override
  public void execute(Runnable command) {
    if (inline) {
      command.run();
    } else {
      var unused = add(command, 0);
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return add(command, unit.toMillis(delay));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            command.run();
            var unused = add(this, unit.toMillis(delay));
          }
        };
    return add(again, unit.toMillis(initialDelay));
  }

  private Task add(Runnable command, long delayMs) {
    Task task = new Task(command, nowMs.getAsLong() + delayMs, order++);
    if (!shutdown) {
      tasks.add(task);
    }
    return task;
  }

  @Override
  public void shutdown() {
    shutdown = true;
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  private static final class Task extends FutureTask<@Nullable Void>
      implements ScheduledFuture<@Nullable Void> {
    private final Runnable command;
    private final long dueMs;
    private final long order;

    private Task(Runnable command, long dueMs, long order) {
      super(command, null);
      this.command = command;
      this.dueMs = dueMs;
      this.order = order;
    }

    /** A mistake is not to be kept in a future that nobody asks. */
    @Override
    public void run() {
      command.run();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException();
    }
  }
}
