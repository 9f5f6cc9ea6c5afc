package dev.sluice.dispatch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when stream threads commit: a polling ID, the start of a call and a result all wait for
 * it. Commits at once if there is nothing else to do; a busy thread does more first, since a commit
 * keeps it from working for some milliseconds, and costs brokers a marker for every partition.
 * Every thread sees only its own state.
 *
 * <p>Commits of a thread are kept apart: the broker refuses what it writes before the last one's
 * markers are on all partitions, and it is retried by the broker after 20 ms (KAFKA-18654) or by
 * the client after 100 (KAFKA-20000).
 *
 * <p>A thread whose polls are not reported commits at the interval.
 */
final class CommitPace {
  /** The minimum time from the end of a commit to the beginning of the next one. */
  static final Duration APART = Duration.ofMillis(5);

  /**
   * The same for a thread that always has something to do, while commits are quick; the maximum for
   * all others.
   */
  static final Duration BUSY = Duration.ofMillis(25);

  /**
   * The maximum for a thread that always has something to do. While brokers move partitions, or are
   * short of CPU, a commit takes half a second and more. With a commit every 25 ms the thread would
   * do next to nothing else, and read no outcome before it has worked off what it has fetched:
   * Kafka Streams doesn't poll while any task has a record left.
   */
  static final Duration LONGEST = Duration.ofMillis(500);

  /**
   * The next commit comes after this many times as long as the last one took: commits take at most
   * a third of the time.
   */
  private static final int SHARE = 2;

  private final ThreadLocal<Polled> own;

  /**
   * @param nanos as {@link System#nanoTime()}
   */
  CommitPace(LongSupplier nanos) {
    this.own = ThreadLocal.withInitial(() -> new Polled(nanos));
  }

  /** How long a poll may wait: at most until the requested commit. */
  Duration timeout(Duration most) {
    return own.get().timeout(most);
  }

  /**
   * The poll is over.
   *
   * @param records that wait for a commit
   */
  void polled(int records) {
    own.get().found(records);
  }

  /**
   * A record that waits for a commit was processed.
   *
   * @param commit requests one; called on this thread, now, after another record or at a poll
   */
  void processed(Runnable commit) {
    own.get().processed(commit);
  }

  /**
   * Something other than a record has had effects that wait for a commit.
   *
   * @param commit as of {@link #processed}
   */
  void wanted(Runnable commit) {
    own.get().wanted(commit);
  }

  /** The thread's transaction has ended. */
  void ended() {
    own.get().ended();
  }

  /** Confined to its thread. */
  private static final class Polled {
    private final LongSupplier nanos;
    private boolean told;
    private int left;
    private long endedNanos;
    private long apartNanos = APART.toNanos();
    private long busyNanos = BUSY.toNanos();
    private long askedNanos;
    private boolean asked;
    private @Nullable Runnable wanted;

    private Polled(LongSupplier nanos) {
      this.nanos = nanos;
      this.endedNanos = nanos.getAsLong() - BUSY.toNanos();
    }

    private Duration timeout(Duration most) {
      if (wanted == null) {
        return most;
      }
      // consumers count in milliseconds
      long rest = 1 + Math.max(0, apartNanos - sinceLast()) / 1_000_000;
      return rest < most.toMillis() ? Duration.ofMillis(rest) : most;
    }

    private long sinceLast() {
      return nanos.getAsLong() - endedNanos;
    }

    private void found(int records) {
      told = true;
      if (records == 0) {
        // those of partitions that moved away were never processed
        left = 0;
      } else {
        left += records;
      }
      commitInTime();
    }

    private void processed(Runnable commit) {
      left = Math.max(0, left - 1);
      wanted(commit);
    }

    private void wanted(Runnable commit) {
      if (told) {
        wanted = commit;
        commitInTime();
      }
    }

    private void commitInTime() {
      long apart = left == 0 ? apartNanos : busyNanos;
      if (wanted != null && sinceLast() >= apart) {
        wanted.run();
        wanted = null;
        asked = true;
        askedNanos = nanos.getAsLong();
      }
    }

    private void ended() {
      endedNanos = nanos.getAsLong();
      if (asked) {
        long longer = SHARE * (endedNanos - askedNanos);
        apartNanos = Math.min(BUSY.toNanos(), Math.max(APART.toNanos(), longer));
        busyNanos = Math.min(LONGEST.toNanos(), Math.max(BUSY.toNanos(), longer));
      }
      asked = false;
      wanted = null;
    }
  }
}
