package dev.sluice.provider.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Has streams read on a while after they have read all there was, many of them at once. To read
 * each token as it comes costs more than anything else that is done with it, and those who listen
 * are told of several together anyway. Any thread.
 */
final class PacedReads {
  /** In one interval: the reads of many streams take one wake-up of a thread. */
  private static final int TICKS = 5;

  private static final int MOST_IN_ONE_TASK = 64;

  private final Executor threads;
  private final Scheduler timers;
  private final LongSupplier nanoTime;
  private final long tickNanos;
  private final long pauseNanos;

  /** In the order in which they are due. */
  private final Queue<Pause> pauses = new ConcurrentLinkedQueue<>();

  private final AtomicBoolean ticking = new AtomicBoolean();

  private record Pause(long until, Runnable read) {}

  /**
   * @param threads run what was paused; it must not block
   * @param every the time between two reads of a stream; one may be a fifth of it late
   */
  PacedReads(Executor threads, Scheduler timers, LongSupplier nanoTime, Duration every) {
    this.threads = threads;
    this.timers = timers;
    this.nanoTime = nanoTime;
    this.tickNanos = Math.max(1, every.toNanos() / TICKS);
    this.pauseNanos = every.toNanos();
  }

  /**
   * Runs it after the time, once.
   *
   * @param read must not throw
   */
  void later(Runnable read) {
    pauses.add(new Pause(nanoTime.getAsLong() + pauseNanos, read));
    if (ticking.compareAndSet(false, true)) {
      schedule();
    }
  }

  private void schedule() {
    timers.schedule(this::tick, tickNanos, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    long now = nanoTime.getAsLong();
    List<Runnable> due = new ArrayList<>();
    for (Pause next = pauses.peek();
        next != null && next.until() - now <= 0;
        next = pauses.peek()) {
      pauses.poll();
      due.add(next.read());
    }
    for (int from = 0; from < due.size(); from += MOST_IN_ONE_TASK) {
      List<Runnable> some = due.subList(from, Math.min(due.size(), from + MOST_IN_ONE_TASK));
      try {
        threads.execute(() -> some.forEach(Runnable::run));
      } catch (RejectedExecutionException stopped) {
        // their exchanges are over
      }
    }
    if (!pauses.isEmpty()) {
      schedule();
      return;
    }
    ticking.set(false);
    if (!pauses.isEmpty() && ticking.compareAndSet(false, true)) {
      schedule();
    }
  }
}
