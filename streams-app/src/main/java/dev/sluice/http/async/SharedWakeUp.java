package dev.sluice.http.async;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what many requests have to do at nearly the same time on few threads: to wake one for each
 * takes longer than to do it. In the order of one request as long as it waits for one task before
 * it gives the next. Any thread.
 */
public final class SharedWakeUp {
  private static final Logger log = LoggerFactory.getLogger(SharedWakeUp.class);

  /** Beyond so many tasks for each thread that is at work, another one helps. */
  private static final int MANY = 64;

  private static final int MOST_THREADS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger threads = new AtomicInteger();

  /**
   * @param server runs it, and what others give meanwhile
   * @param task must not block
   */
  public void execute(Executor server, Runnable task) {
    tasks.add(task);
    waiting.incrementAndGet();
    wakeOne(server);
  }

  private void wakeOne(Executor server) {
    int awake = threads.get();
    while (awake < MOST_THREADS && waiting.get() > awake * MANY) {
      if (threads.compareAndSet(awake, awake + 1)) {
        server.execute(() -> run(server));
        return;
      }
      awake = threads.get();
    }
  }

  private void run(Executor server) {
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        waiting.decrementAndGet();
        try {
          task.run();
        } catch (RuntimeException failed) {
          log.error("a stream could not be told", failed);
        }
      }
    } finally {
      // also after an Error, or nobody would be told anything any more
      threads.decrementAndGet();
      // what was added since, and found this one awake
      wakeOne(server);
    }
  }
}
