package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What each stream thread wants to take effect once its open transaction has committed. Every
 * thread sees only what is its own: Kafka Streams has one producer and one open transaction for
 * each of its threads.
 *
 * <p>Streams begins a transaction late, with the first record that is sent in it. A start always
 * comes after a write of the journal, so a start without an open transaction is a mistake that
 * would be forgotten silently, and is refused. A release may come without any write, and then
 * belongs to the transaction that begins next.
 */
final class AfterCommit {
  private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);
  private final Consumer<CommittedCall> starts;
  private final Consumer<Attempt> cancelled;
  private final Consumer<String> releases;

  /**
   * @param starts given each start after its commit, on the stream thread; must not block or throw
   * @param cancelled given instead each attempt that was cancelled before its commit, likewise
   * @param releases given the attempt ID of each release, likewise
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
      throw new IllegalStateException(
          "attempt "
              + attempt.attemptId()
              + " is to start after a commit, but no transaction is open: write its journal entry"
              + " first, to a store without a cache, under exactly_once_v2 and with"
              + " AfterCommitClients as the client supplier");
    }
    own.starts.add(attempt);
  }

  /** Takes back a start of the calling thread's open transaction; does nothing without one. */
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
      // the one before ended in a way that nobody told us
      own.forget();
    }
    own.open = true;
  }

  void committed() {
    Pending own = pending.get();
    List<Attempt> started = List.copyOf(own.starts);
    List<Attempt> neverStarted = List.copyOf(own.cancelled);
    List<String> released = List.copyOf(own.releases);
    own.forget();
    own.open = false;
    released.forEach(releases);
    started.forEach(attempt -> starts.accept(new CommittedCall(attempt)));
    neverStarted.forEach(cancelled);
  }

  /** The transaction was aborted, or it is not known whether it committed. */
  void forgotten() {
    Pending own = pending.get();
    own.forget();
    own.open = false;
  }

  /** Confined to its thread. */
  private static final class Pending {
    private final List<Attempt> starts = new ArrayList<>();
    private final List<Attempt> cancelled = new ArrayList<>();
    private final List<String> releases = new ArrayList<>();
    private boolean open;

    private void forget() {
      starts.clear();
      cancelled.clear();
      releases.clear();
    }
  }
}
