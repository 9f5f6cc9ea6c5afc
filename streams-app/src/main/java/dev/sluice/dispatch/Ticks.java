package dev.sluice.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has ticks written when they are due, at most one of a partition at a time. They are requested by
 * the broker's clock; the timestamp of the last one tells how far this machine's clock differs.
 * Confined to the dispatch thread.
 */
final class Ticks {
  static final Duration BACKOFF = Duration.ofSeconds(1);

  private final AttemptsLog attempts;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;
  private final Map<Integer, Pending> byPartition = new HashMap<>();

  /** How far the broker's clock is ahead of this machine's. */
  private Duration ahead = Duration.ZERO;

  private static final class Pending {
    Instant at;
    boolean sent;

    /** Requested since the last one was sent. */
    @Nullable Instant next;

    @Nullable ScheduledFuture<?> timer;

    Pending(Instant at) {
      this.at = at;
    }
  }

  Ticks(AttemptsLog attempts, InstantSource clock, ScheduledExecutorService thread) {
    this.attempts = attempts;
    this.clock = clock;
    this.thread = thread;
  }

  /** The earliest requested time counts. */
  void at(int partition, Instant at) {
    Pending pending = byPartition.get(partition);
    if (pending == null) {
      pending = new Pending(at);
      byPartition.put(partition, pending);
      schedule(partition, pending);
    } else if (pending.sent) {
      pending.next = pending.next == null || at.isBefore(pending.next) ? at : pending.next;
    } else if (at.isBefore(pending.at)) {
      if (pending.timer != null) {
        pending.timer.cancel(false);
      }
      pending.at = at;
      schedule(partition, pending);
    }
  }

  private void schedule(int partition, Pending pending) {
    Instant now = clock.instant().plus(ahead);
    if (!pending.at.isAfter(now)) {
      send(partition, pending);
    } else {
      long delayMs = Duration.between(now, pending.at).plusNanos(999_999).toMillis();
      pending.timer =
          thread.schedule(() -> send(partition, pending), delayMs, TimeUnit.MILLISECONDS);
    }
  }

  private void send(int partition, Pending pending) {
    pending.sent = true;
    attempts.tick(partition, stamped -> thread.execute(() -> done(partition, pending, stamped)));
  }

  private void done(int partition, Pending pending, @Nullable Instant stamped) {
    byPartition.remove(partition);
    Instant now = clock.instant();
    if (stamped != null) {
      ahead = Duration.between(now, stamped);
    }
    Instant next = stamped == null ? now.plus(ahead).plus(BACKOFF) : pending.next;
    if (next != null) {
      at(partition, next);
    }
  }
}
