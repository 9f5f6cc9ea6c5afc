package dev.sluice.call;

import java.time.Instant;

/**
 * Makes attempts, process-wide, on threads of its own. What a stream thread says with {@code
 * AfterCommit} is remembered for that thread and holds only once its open transaction has
 * committed; an abort forgets it. No method blocks.
 */
public interface Dispatcher {

  /** The name of this process among all that ever ran; an OWNED journal entry carries it. */
  String epoch();

  /**
   * Stream thread: start the attempt once the admission or retry that it belongs to is committed.
   */
  void startAfterCommit(Attempt attempt);

  /**
   * Stream thread: the outcome of the attempt is handled in the open transaction; forget the
   * attempt once that has committed. Until then {@link #isLive} stays true, so that an abort does
   * not pay twice.
   */
  void releaseAfterCommit(String attemptId);

  /**
   * Stream thread: a record is processed whose effects wait for a commit.
   *
   * @param commit asks for one; called on the same thread as soon as nothing else is to be done
   */
  void processed(Runnable commit);

  /**
   * Any thread: whether this process holds the attempt: accepted for start, in flight, or ended
   * with an outcome that is not known to be handled. A live attempt is adopted, never started
   * again.
   */
  boolean isLive(String attemptId);

  /**
   * Any thread: break the attempt's exchange off if it lives here; its outcome is reported all the
   * same. Stream thread: an attempt that is to start after the commit of the thread's own open
   * transaction is reported as cancelled then, and never begins.
   */
  void cancel(String attemptId);

  /**
   * Any thread: append a record to the partition of the attempts topic, behind all that is there by
   * now. It is tried until it is written, or until another mark of the partition is asked for.
   *
   * @return the mark's name, which no other has; who reads it has read all that was before it
   */
  String mark(int partition);

  /**
   * Any thread: append a tick to the partition of the requests topic, which the broker stamps. At
   * most one of a partition is on its way, the earliest that was asked for; it is tried until it is
   * written. It may come early.
   *
   * @param at by the broker's clock; at once where that has passed
   */
  void tickAt(int partition, Instant at);

  /** How this process's attempts at each target have ended lately. */
  TargetHealth health();
}
