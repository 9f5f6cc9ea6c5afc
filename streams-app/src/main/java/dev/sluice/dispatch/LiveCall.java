package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.provider.Exchange;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A call that this process holds: waiting for room, then in flight, then ended, until it is
 * released. The registry changes {@code released} and {@code ended} under the lock of the call's
 * key; the rest belongs to the dispatch thread except where stated.
 */
final class LiveCall {
  final String attemptId;
  final int partition;
  final Instant deadline;
  final int payloadSize;

  /** Any thread; cleared at the end, so that a call waiting for its release is small. */
  private volatile @Nullable Attempt attempt;

  private final AtomicBoolean outcomeTaken = new AtomicBoolean();

  volatile boolean released;
  volatile boolean ended;

  /** Its outcome is durable, or was dropped: there is nothing to wait for. */
  volatile boolean durable;

  volatile boolean abandoned;
  volatile @Nullable Instant startedAt;

  /** What it takes of its target's cap, as estimated; 0 where tokens don't count. */
  long tokens;

  boolean cancelled;
  @Nullable Exchange exchange;
  @Nullable Future<?> expiry;

  LiveCall(Attempt attempt) {
    this.attemptId = attempt.attemptId();
    this.partition = attempt.partition();
    this.deadline = attempt.deadline();
    this.payloadSize = attempt.payloadSize();
    this.attempt = attempt;
  }

  /** For a call that has not ended. */
  Attempt attempt() {
    return Objects.requireNonNull(attempt, "the call has ended");
  }

  /** True once, for the first outcome. */
  boolean takeOutcome() {
    return outcomeTaken.compareAndSet(false, true);
  }

  void ended() {
    ended = true;
    attempt = null;
  }
}
