package dev.sluice.dispatch;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs a task again at the one next time that matters. Confined to its thread. */
final class WakeUp {
  private final ScheduledExecutorService thread;
  private final Runnable task;
  private @Nullable Future<?> next;

  WakeUp(ScheduledExecutorService thread, Runnable task) {
    this.thread = thread;
    this.task = task;
  }

  /**
   * After the shortest of these times, in place of what was asked for before.
   *
   * @param times empty for never
   */
  void in(Stream<Duration> times) {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
    times
        .min(Duration::compareTo)
        // a delay ends within the millisecond
        .ifPresent(
            time -> next = thread.schedule(task, time.toMillis() + 1, TimeUnit.MILLISECONDS));
  }
}
