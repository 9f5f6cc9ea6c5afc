package dev.sluice.batch.work;

import dev.sluice.batch.store.BatchCounts;
import dev.sluice.batch.store.BatchStore;
import dev.sluice.batch.store.KnownBatch;
import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has each batch worked on whose tenant's partition is here, a few at a time, each by a thread of
 * its own. A batch whose work has failed is gone on with after a pause.
 */
final class BatchWorkers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BatchWorkers.class);
  private static final long LOOKS_EVERY_MS = 200;
  private static final Duration FORGETS_EVERY = Duration.ofMinutes(1);
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final BatchParts parts;
  private final Predicate<String> isHere;
  private final String owner = UUID.randomUUID().toString().substring(0, 13);
  private final LogLimiter lines = new LogLimiter();
  private final Thread thread = new Thread(this::run, "sluice-batches");

  // Guarded by this
  private final Map<String, Running> running = new HashMap<>();
  private final Map<String, Failed> failed = new HashMap<>();
  private Instant forgetAt = Instant.MIN;
  private boolean closed;

  private record Running(String tenant, Thread thread) {}

  private record Failed(int times, Instant again) {}

  /**
   * @param isHere whether this process has a tenant's partition
   */
  BatchWorkers(BatchParts parts, Predicate<String> isHere) {
    this.parts = parts;
    this.isHere = isHere;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private synchronized void run() {
    try {
      while (!closed) {
        try {
          forget();
          next().ifPresent(this::begin);
        } catch (RuntimeException mistake) {
          log.error("batches could not be looked at", mistake);
        }
        wait(LOOKS_EVERY_MS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget() {
    Instant now = parts.clock().instant();
    if (!now.isBefore(forgetAt)) {
      parts.store().known().forget(now.minus(parts.terms().retention()));
      forgetAt = now.plus(FORGETS_EVERY);
    }
  }

  /** Of the tenant with the fewest that are worked on, the oldest. */
  private Optional<KnownBatch> next() {
    if (running.size() >= parts.terms().running()) {
      return Optional.empty();
    }
    Instant now = parts.clock().instant();
    List<KnownBatch> unfinished = parts.store().known().unfinished();
    return unfinished.stream()
        .filter(batch -> !running.containsKey(batch.asked().id()))
        .filter(batch -> isDue(batch, now) && isHere.test(batch.asked().tenant()))
        .min(Comparator.comparingLong(batch -> runningOf(batch.asked().tenant())));
  }

  private boolean isDue(KnownBatch batch, Instant now) {
    Failed before = failed.get(batch.asked().id());
    return before == null || !now.isBefore(before.again());
  }

  private long runningOf(String tenant) {
    return running.values().stream().filter(each -> each.tenant().equals(tenant)).count();
  }

  private void begin(KnownBatch batch) {
    String id = batch.asked().id();
    Thread worker = new Thread(() -> work(batch.asked().tenant(), id), "sluice-" + id);
    worker.setDaemon(true);
    running.put(id, new Running(batch.asked().tenant(), worker));
    worker.start();
  }

  private void work(String tenant, String id) {
    try {
      Optional<KnownBatch> batch = parts.store().current(tenant).batch(tenant, id);
      if (batch.isPresent() && !batch.get().isOver()) {
        new BatchWork(parts, batch.get(), owner, () -> !isClosed() && isHere.test(tenant)).run();
      }
      over(id, true);
    } catch (BatchStore.AwayException away) {
      lines.warn(log, "away", "batch " + id + " can't go on now: " + away.getMessage());
      over(id, false);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      over(id, true);
    } catch (RuntimeException mistake) {
      if (!isClosed()) {
        log.error("the work on batch {} has failed and is tried again", id, mistake);
      }
      over(id, false);
    }
  }

  private synchronized void over(String id, boolean good) {
    running.remove(id);
    if (good) {
      failed.remove(id);
    } else {
      Failed before = failed.get(id);
      int times = before == null ? 1 : before.times() + 1;
      failed.put(id, new Failed(times, parts.clock().instant().plus(PAUSES.pause(times))));
    }
  }

  BatchesLeft left() {
    List<KnownBatch> here =
        parts.store().known().unfinished().stream()
            .filter(batch -> isHere.test(batch.asked().tenant()))
            .toList();
    long lines = here.stream().map(KnownBatch::counts).mapToLong(BatchWorkers::unanswered).sum();
    synchronized (this) {
      return new BatchesLeft(here.size(), running.size(), lines);
    }
  }

  private static long unanswered(BatchCounts counts) {
    return Math.max(0, counts.total() - counts.completed() - counts.failed());
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    List<Thread> workers;
    synchronized (this) {
      closed = true;
      notifyAll();
      workers = running.values().stream().map(Running::thread).toList();
    }
    try {
      for (Thread worker : workers) {
        // it looks whether it is to go on all the time, unless the broker is away
        worker.join(TimeUnit.SECONDS.toMillis(2));
        worker.interrupt();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
