package dev.sluice.dispatch;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells stream threads when to commit: a polling ID, the start of a call and a result all wait for
 * it. At once when nothing else is to be done; a thread that is busy does more before, since a
 * commit keeps it from work for some milliseconds, and costs brokers a marker for every partition.
 * Every thread sees only its own.
 *
 * <p>Commits of a thread are kept apart: what it writes before the last one's markers are on all
 * partitions is refused, and tried again by the broker after 20 ms (KAFKA-18654) or by the client
 * after 100 (KAFKA-20000).
 *
 * <p>A thread whose polls are not told is left to the interval.
 */
final class CommitPace {
  /** From the end of a commit to the beginning of the next one, at the least. */
  static final Duration APART = Duration.ofMillis(5);

  /** Likewise, of a thread that always has something to do; at the most of all others. */
  static final Duration BUSY = Duration.ofMillis(25);

  /**
   * How many times as long as a commit took it is to the next one: a third of the time is theirs.
   */
  private static final int SHARE = 2;

  private final ThreadLocal<Polled> own;

  /**
   * @param nanos as {@link System#nanoTime()}
   */
  CommitPace(LongSupplier nanos) {
    this.own = ThreadLocal.withInitial(() -> new Polled(nanos));
  }

  /** How long a poll may wait: no longer than until the commit that is asked for. */
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
   * A record is processed that waits for a commit.
   *
   * @param commit asks for one; called on this thread, now, behind another record or at a poll
   */
  void processed(Runnable commit) {
    own.get().processed(commit);
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
        // those of partitions that have gone to others never came to be processed
        left = 0;
      } else {
        left += records;
      }
      commitInTime();
    }

    private void processed(Runnable commit) {
      left = Math.max(0, left - 1);
      if (told) {
        wanted = commit;
        commitInTime();
      }
    }

    private void commitInTime() {
      long apart = left == 0 ? apartNanos : BUSY.toNanos();
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
      }
      asked = false;
      wanted = null;
    }
  }
}
