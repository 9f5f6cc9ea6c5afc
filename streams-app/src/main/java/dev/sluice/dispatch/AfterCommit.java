package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.OpenTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What each stream thread requested to take effect once its open transaction has committed. Every
 * thread sees only its own requests: Kafka Streams has one producer and one open transaction per
 * thread.
 *
 * <p>Streams begins a transaction late, with the first record sent in it. A start always follows a
 * write to the journal, so a start without an open transaction is a bug that would be lost
 * silently, and is refused; so is a listener. A release may come without any write, and then
 * belongs to the transaction that begins next.
 */
final class AfterCommit implements OpenTransaction {
  private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);
  private final Consumer<CommittedCall> starts;
  private final Consumer<Attempt> cancelled;
  private final Consumer<String> releases;

  /**
   * @param starts receives each start after its commit, on the stream thread; must not block or
   *     throw
   * @param cancelled receives, instead, each attempt that was cancelled before its commit
   * @param releases receives the attempt ID of each release
   */
  AfterCommit(
      Consumer<CommittedCall> starts, Consumer<Attempt> cancelled, Consumer<String> releases) {
    this.starts = starts;
    this.cancelled = cancelled;
    this.releases = releases;
  }

  /**
   * @throws IllegalStateException if the calling thread has no open transaction
   */
  void start(Attempt attempt) {
    Pending own = pending.get();
    if (!own.open) {
      throw notOpen("attempt " + attempt.attemptId() + " is to start");
    }
    own.starts.add(attempt);
  }

  @Override
  public void onEnd(Listener listener) {
    Pending own = pending.get();
    if (!own.open) {
      throw notOpen("somebody is to be told");
    }
    own.listeners.add(listener);
  }

  /** Withdraws a start of the calling thread's open transaction; does nothing without one. */
  void cancel(String attemptId) {
    Pending own = pending.get();
    for (Attempt attempt : own.starts) {
      if (attempt.attemptId().equals(attemptId)) {
        own.starts.remove(attempt);
        own.cancelled.add(attempt);
        return;
      }
    }
  }

  void release(String attemptId) {
    pending.get().releases.add(attemptId);
  }

  void begun() {
    Pending own = pending.get();
    if (own.open) {
      // the previous one ended in a way that was never reported
      own.forget();
    }
    own.open = true;
  }

  /** Whether the calling thread has an open transaction. */
  boolean isOpen() {
    return pending.get().open;
  }

  void committed() {
    Pending own = pending.get();
    List<Attempt> started = List.copyOf(own.starts);
    List<Attempt> neverStarted = List.copyOf(own.cancelled);
    List<String> released = List.copyOf(own.releases);
    List<Listener> listeners = List.copyOf(own.listeners);
    own.clear();
    released.forEach(releases);
    started.forEach(attempt -> starts.accept(new CommittedCall(attempt)));
    neverStarted.forEach(cancelled);
    listeners.forEach(Listener::committed);
  }

  /** The transaction was aborted, or nobody knows whether it committed. */
  void forgotten() {
    pending.get().forget();
  }

  private static IllegalStateException notOpen(String what) {
    return new IllegalStateException(
        what
            + " after a commit, but no transaction is open: write to a topic or to a store without a"
            + " cache first, under exactly_once_v2 and with AfterCommitClients as the client"
            + " supplier");
  }

  /** Confined to its thread. */
  private static final class Pending {
    private final List<Attempt> starts = new ArrayList<>();
    private final List<Attempt> cancelled = new ArrayList<>();
    private final List<String> releases = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private boolean open;

    private void forget() {
      List<Listener> all = List.copyOf(listeners);
      clear();
      all.forEach(Listener::notCommitted);
    }

    private void clear() {
      starts.clear();
      cancelled.clear();
      releases.clear();
      listeners.clear();
      open = false;
    }
  }
}
