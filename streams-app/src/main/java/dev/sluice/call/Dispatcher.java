package dev.sluice.call;

import java.time.Instant;

/**
 * Makes attempts for the whole process, on its own threads. What a stream thread requests with an
 * {@code AfterCommit} method takes effect only once its open transaction has committed; an abort
 * discards it. No method blocks.
 */
public interface Dispatcher {

  /** The unique name of this process; an OWNED journal entry carries it. */
  String ownerId();

  /** Stream thread: starts the attempt once its admission or retry is committed. */
  void startAfterCommit(Attempt attempt);

  /**
   * Stream thread: the open transaction handles the attempt's outcome; forget the attempt once it
   * has committed. Until then {@link #isLive} stays true, so that an abort does not pay twice.
   */
  void releaseAfterCommit(String attemptId);

  /**
   * Stream thread: a record was processed whose effects wait for a commit.
   *
   * @param commit requests one; called on the same thread as soon as it has nothing else to do
   */
  void processed(Runnable commit);

  /**
   * Stream thread: a timer of the task has run; what it wrote, if anything, waits for a commit.
   *
   * @param commit as of {@link #processed}
   */
  void swept(Runnable commit);

  /**
   * Any thread: whether this process holds the attempt: accepted for start, in flight, or ended
   * with an outcome that may not be handled yet. A live attempt is adopted, never started again.
   */
  boolean isLive(String attemptId);

  /**
   * Any thread: cancels the attempt's exchange if it runs here; its outcome is reported
   * nevertheless. Stream thread: an attempt that would start after the commit of the thread's open
   * transaction is then reported as cancelled, and never starts.
   */
  void cancel(String attemptId);

  /**
   * Any thread: appends a marker to the partition of the attempts topic, after everything that is
   * there now. Retried until it is written, or until another marker is requested for the partition.
   *
   * @return the marker's unique name; a task that reads it has read everything before it
   */
  String mark(int partition);

  /**
   * Any thread: appends a tick to the partition of the requests topic, which the broker stamps. At
   * most one tick of a partition is under way, the earliest requested; it is retried until it is
   * written. It may come early.
   *
   * @param at by the broker's clock; at once if that has passed
   */
  void tickAt(int partition, Instant at);

  /** What sends attempts together. */
  BatchDispatcher batches();

  /** The health of each target, from this process's recent attempts. */
  TargetHealth health();
}
