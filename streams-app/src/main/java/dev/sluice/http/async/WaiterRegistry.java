package dev.sluice.http.async;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.call.PollingId;
import dev.sluice.view.RowWatchers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The polls, streams and requests that wait for anything: their maximum number, what wakes them,
 * and the one thread that ends their waits. None of them holds a thread. Any thread.
 */
public final class WaiterRegistry implements AutoCloseable {
  private final RowWatchers watchers;
  private final int max;
  private final Counter refused;
  private final AtomicInteger taken = new AtomicInteger();
  private final ScheduledThreadPoolExecutor timer;
  private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private volatile boolean closed;

  /**
   * @param max how many may wait at once
   */
  public WaiterRegistry(RowWatchers watchers, int max, MeterRegistry metrics) {
    this.watchers = watchers;
    this.max = max;
    this.refused =
        Counter.builder("sluice.http.waits.refused")
            .description("Polls, streams and requests that were refused because too many wait")
            .register(metrics);
    metrics.gauge("sluice.http.waiting", taken);
    timer =
        new ScheduledThreadPoolExecutor(
            1, new ThreadFactoryBuilder().setNameFormat("http-waits").setDaemon(true).build());
    // a wait that ended early must not be kept until its time
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Takes a place, which must be left exactly once. */
  public boolean enter() {
    if (taken.incrementAndGet() <= max) {
      return true;
    }
    taken.decrementAndGet();
    refused.increment();
    return false;
  }

  public void leave() {
    taken.decrementAndGet();
  }

  /** From now on nothing is to be published that somebody would have to wait for. */
  public void stopping() {
    stopping = true;
  }

  public boolean isStopping() {
    return stopping || closed;
  }

  /**
   * Lets answers that are known by now reach those who wait for them.
   *
   * @param patience with those who wait for something else
   */
  public void settle(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (taken.get() > 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Once closed, nobody waits any longer. */
  public boolean isClosed() {
    return closed;
  }

  public RowWatchers.Watch watch(PollingId id, RowWatchers.Watcher watcher) {
    return watchers.watch(id, watcher);
  }

  /** The task ends a wait when the service stops, or at once if it has; it must not block. */
  void atClose(Runnable end) {
    ends.add(end);
    if (closed) {
      end.run();
    }
  }

  void forget(Runnable end) {
    ends.remove(end);
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
  public Future<?> every(Duration time, Runnable task) {
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
    ends.forEach(Runnable::run);
  }
}
