package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.view.RowWatchers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The polls and streams that wait for rows of the view: how many there may be, what wakes them, and
 * the one thread that ends their waits. No thread waits with them. Any thread.
 */
final class Waiting implements AutoCloseable {
  private final RowWatchers watchers;
  private final int max;
  private final Counter refused;
  private final AtomicInteger taken = new AtomicInteger();
  private final ScheduledThreadPoolExecutor timer;
  private volatile boolean closed;

  Waiting(RowWatchers watchers, int max, MeterRegistry metrics) {
    this.watchers = watchers;
    this.max = max;
    this.refused =
        Counter.builder("sluice.http.waits.refused")
            .description("Polls and streams that were refused because too many wait")
            .register(metrics);
    metrics.gauge("sluice.http.waiting", taken);
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "http-waits");
              thread.setDaemon(true);
              return thread;
            });
    // a wait that ended early must not be kept until its time
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A place among those that wait, to be left exactly once. */
  boolean enter() {
    if (taken.incrementAndGet() <= max) {
      return true;
    }
    taken.decrementAndGet();
    refused.increment();
    return false;
  }

  void leave() {
    taken.decrementAndGet();
  }

  int taken() {
    return taken.get();
  }

  /** Once the service stops, nobody waits any longer. */
  boolean isClosed() {
    return closed;
  }

  RowWatchers.Watch watch(PollingId id, RowWatchers.Watcher watcher) {
    return watchers.watch(id, watcher);
  }

  /** The task must not block: it runs on the timer's only thread. Never run once closed. */
  Future<?> after(Duration time, Runnable task) {
    try {
      return timer.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      return CompletableFuture.completedFuture(task);
    }
  }

  /** The task must not block. Never run once closed. */
  Future<?> every(Duration time, Runnable task) {
    try {
      return timer.scheduleAtFixedRate(task, time.toNanos(), time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      return CompletableFuture.completedFuture(task);
    }
  }

  /** Ends all waits with what is known by then. */
  @Override
  public void close() {
    closed = true;
    timer.shutdownNow();
    watchers.wakeAll();
  }
}
