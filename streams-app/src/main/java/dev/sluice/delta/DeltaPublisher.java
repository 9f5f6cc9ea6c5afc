package dev.sluice.delta;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes what attempts write of answers that someone streams to the deltas topic, and keeps what
 * each has written so far. Never slows an attempt: what the topic does not take in time waits in
 * memory up to a bound, and an attempt for which there is no room is shown no further. Any thread.
 */
public final class DeltaPublisher implements DeltaSink, PartialAnswers, AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  /** In the time between two records of an attempt: a record is late by one of them at most. */
  private static final int TICKS = 10;

  private final DeltaWriter writer;
  private final ScheduledExecutorService thread;
  private final LongSupplier nanoTime;
  private final Coalescer.Pace pace;
  private final Bounds bounds;
  private final PartialTexts partial;
  private final Map<String, Outgoing> open = new ConcurrentHashMap<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * @param waitingBytes of what the broker has not acknowledged, about
   * @param partialCharacters of what is kept so far
   * @param end how long the end of an attempt waits for the broker
   */
  record Bounds(long waitingBytes, long partialCharacters, Duration end) {
    static final Bounds USUAL = new Bounds(16L << 20, 64L << 20, Duration.ofSeconds(1));
  }

  /** One attempt; guarded by itself. */
  private static final class Outgoing {
    private final Attempt attempt;
    private final Coalescer pieces;
    private boolean isDue;
    private @Nullable Future<?> timer;

    private Outgoing(Attempt attempt, Coalescer.Pace pace) {
      this.attempt = attempt;
      this.pieces = new Coalescer(attempt.pollingId(), attempt.number(), pace);
    }
  }

  /**
   * @param thread one, where sends may block; stopped with this
   */
  DeltaPublisher(
      DeltaWriter writer,
      Coalescer.Pace pace,
      Bounds bounds,
      ScheduledExecutorService thread,
      LongSupplier nanoTime) {
    this.writer = writer;
    this.pace = pace;
    this.bounds = bounds;
    this.thread = thread;
    this.nanoTime = nanoTime;
    this.partial = new PartialTexts(bounds.partialCharacters());
    thread.execute(writer::warmUp);
  }

  /**
   * @param writer closed with this
   * @param every at most one record of an attempt in this time; one may be a tenth of it late
   * @param text characters that are written without waiting
   */
  public static DeltaPublisher open(DeltaWriter writer, Duration every, long text) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1,
            new ThreadFactoryBuilder().setNameFormat("sluice-deltas").setDaemon(true).build(),
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
    return new DeltaPublisher(
        writer, new Coalescer.Pace(every, text), Bounds.USUAL, thread, System::nanoTime);
  }

  @Override
  public void accept(Attempt attempt, List<AnswerDelta> deltas) {
    partial.add(attempt, deltas);
    if (!attempt.request().stream() || deltas.isEmpty()) {
      return;
    }
    Outgoing outgoing =
        open.computeIfAbsent(attempt.attemptId(), id -> new Outgoing(attempt, pace));
    synchronized (outgoing) {
      if (outgoing.pieces.isLost()) {
        dropped.addAndGet(deltas.size());
      }
      long waiting = waitingBytes.addAndGet(outgoing.pieces.add(deltas, nanoTime.getAsLong()));
      if (waiting > bounds.waitingBytes()) {
        lose(outgoing);
      } else if (outgoing.pieces.pending() > 0) {
        writeWhenDue(outgoing);
      }
    }
  }

  @Override
  public CompletionStage<Void> ended(Attempt attempt) {
    partial.forget(attempt);
    Outgoing outgoing = open.remove(attempt.attemptId());
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (outgoing == null) {
      done.complete(null);
      return done;
    }
    thread.execute(() -> write(outgoing, done));
    return done.completeOnTimeout(null, bounds.end().toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public List<AnswerDelta> soFar(String pollingId) {
    return partial.soFar(pollingId);
  }

  /** Pieces that were not written since the process began. */
  public long dropped() {
    return dropped.get();
  }

  /** Records written since the process began. */
  public long records() {
    return writer.records();
  }

  /** Bytes of these records. */
  public long bytes() {
    return writer.bytes();
  }

  /** Stops; of attempts that have not ended, what waits is lost. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    try {
      thread.submit(() -> {}).get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException stuck) {
      // its records are of use to nobody who does not find the end of the call elsewhere
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
    writer.close();
  }

  /** With the lock. */
  private void writeWhenDue(Outgoing outgoing) {
    if (outgoing.isDue) {
      return;
    }
    long now = nanoTime.getAsLong();
    long dueIn = outgoing.pieces.dueIn(now);
    if (dueIn == 0) {
      stopTimer(outgoing);
      outgoing.isDue = true;
      thread.execute(() -> write(outgoing, null));
    } else if (outgoing.timer == null) {
      outgoing.timer =
          thread.schedule(
              () -> write(outgoing, null), nextTick(now + dueIn) - now, TimeUnit.NANOSECONDS);
    }
  }

  /** Of all attempts, so that one request takes the records of many, and one fetch brings them. */
  private long nextTick(long nanos) {
    long tick = Math.max(1, pace.every().toNanos() / TICKS);
    return Math.floorDiv(nanos + tick - 1, tick) * tick;
  }

  /** With the lock. */
  private static void stopTimer(Outgoing outgoing) {
    if (outgoing.timer != null) {
      outgoing.timer.cancel(false);
      outgoing.timer = null;
    }
  }

  /** On the thread; with what is to be completed at the end, if this is the end. */
  private void write(Outgoing outgoing, @Nullable CompletableFuture<Void> end) {
    List<Coalescer.Batch> batches;
    synchronized (outgoing) {
      stopTimer(outgoing);
      outgoing.isDue = false;
      batches = outgoing.pieces.take(nanoTime.getAsLong(), end != null);
    }
    for (Coalescer.Batch batch : batches) {
      writer.write(
          outgoing.attempt.accepted(),
          batch.deltas(),
          written -> {
            waitingBytes.addAndGet(-batch.size());
            if (!written) {
              dropped.addAndGet(batch.deltas().deltas().size());
              synchronized (outgoing) {
                lose(outgoing);
              }
            }
            if (batch.deltas().last() && end != null) {
              end.complete(null);
            }
          });
    }
  }

  /** With the lock. */
  private void lose(Outgoing outgoing) {
    dropped.addAndGet(outgoing.pieces.pending());
    waitingBytes.addAndGet(-outgoing.pieces.lose());
  }
}
