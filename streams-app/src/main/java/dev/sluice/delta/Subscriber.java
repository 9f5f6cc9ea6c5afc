package dev.sluice.delta;

import dev.sluice.call.PollingId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of one call, who has had all of the call's records before an offset. Told of records
 * by the thread that follows the topic; before that, if some were missed, by the one that reads
 * them again. Each record that either has is given to the listener once, in the topic's order.
 */
final class Subscriber implements DeltaSource.Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);

  /** Takes what its subscription is asked for. */
  interface Owner {
    CompletionStage<Void> catchUp(Subscriber subscriber);

    void left(Subscriber subscriber);
  }

  private final PollingId id;
  private final Instant acceptedAt;
  private final Consumer<AnswerDeltas> listener;
  private final Owner owner;
  private volatile boolean closed;

  /** Whether it's told of records by the thread that follows the topic. Set under the lock. */
  private volatile boolean live;

  // never held by the subscription's methods: their callers may hold what the listener waits for
  private final Object lock = new Object();

  /** All before it was given to the listener, or is nobody's to give. Guarded by the lock. */
  private long next;

  /** Distinguishes readings again, of which the latest counts. Guarded by the lock. */
  private int reading;

  Subscriber(PollingId id, Instant acceptedAt, Consumer<AnswerDeltas> listener, Owner owner) {
    this.id = id;
    this.acceptedAt = acceptedAt;
    this.listener = listener;
    this.owner = owner;
  }

  PollingId id() {
    return id;
  }

  Instant acceptedAt() {
    return acceptedAt;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isLive() {
    return live;
  }

  /** Is given what the thread that follows the topic reads from this offset on. */
  void follow(long offset) {
    synchronized (lock) {
      reading++;
      next = offset;
      live = true;
    }
  }

  /**
   * Is given nothing but what is read again from this offset on, until it {@linkplain #join joins}.
   *
   * @return the number of this reading
   */
  int beginAgain(long offset) {
    synchronized (lock) {
      next = offset;
      live = false;
      return ++reading;
    }
  }

  /** Is given nothing until the next of the above. */
  void suspend() {
    synchronized (lock) {
      reading++;
      live = false;
    }
  }

  /** By the thread that follows the topic, in order; its position is beyond the record already. */
  void followed(long offset, AnswerDeltas deltas) {
    synchronized (lock) {
      if (live) {
        give(offset, deltas);
      }
    }
  }

  /** By the thread that reads again, in order. */
  void readAgain(int number, long offset, AnswerDeltas deltas) {
    synchronized (lock) {
      if (number == reading && !live) {
        give(offset, deltas);
      }
    }
  }

  /**
   * Ends a reading if it has come as far as the thread that follows the topic. That thread advances
   * its position before it gives anybody the records in between: either it's seen here that they
   * are missing, or they are still to be given.
   *
   * @param position all before it was read again
   * @param followed the other thread's position
   * @return whether the reading has ended
   */
  boolean join(int number, long position, LongSupplier followed) {
    synchronized (lock) {
      if (closed || number != reading || live) {
        return true;
      }
      if (position < followed.getAsLong()) {
        return false;
      }
      next = Math.max(next, position);
      live = true;
      return true;
    }
  }

  private void give(long offset, AnswerDeltas deltas) {
    if (offset < next) {
      return;
    }
    next = offset + 1;
    if (closed) {
      return;
    }
    try {
      listener.accept(deltas);
    } catch (RuntimeException mistake) {
      log.error("a listener of {} failed", id.text(), mistake);
    }
  }

  @Override
  public CompletionStage<Void> caughtUp() {
    return owner.catchUp(this);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      owner.left(this);
    }
  }
}
