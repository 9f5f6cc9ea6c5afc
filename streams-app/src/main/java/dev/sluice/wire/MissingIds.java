package dev.sluice.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Schema IDs in doubt, and those remembered as missing. Both are bounded, as any client can write
 * any ID. Any thread.
 */
final class MissingIds {
  private static final int MOST_IN_DOUBT = 10_000;
  private static final int MOST_REMEMBERED = 10_000;

  /** For how long a single look-up confirms an ID whose memory has expired. */
  private static final Duration CONFIRMED = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** The least pause between look-ups of an ID, per ID in doubt: bounds their total rate. */
  private static final Duration SHARE = Duration.ofMillis(25);

  private record Remembered(String problem, long at) {}

  /** Its mutable fields are guarded by the enclosing object. */
  static final class Doubt {
    final SchemaKey key;
    final long since;

    /** When it was last believed missing, as {@link System#nanoTime()}; null if never. */
    final @Nullable Long believedAt;

    private @Nullable Long waitedFor;
    private long nextLook;
    private long pauseNanos = FIRST_PAUSE.toNanos();

    private Doubt(SchemaKey key, long since, @Nullable Long believedAt) {
      this.key = key;
      this.since = since;
      this.believedAt = believedAt;
      this.nextLook = since;
    }

    private boolean isWaitedForLaterThan(Doubt other) {
      return waitedFor != null && (other.waitedFor == null || waitedFor - other.waitedFor > 0);
    }
  }

  private final long ttlNanos;
  private final LongSupplier nanoTime;
  private final Map<SchemaKey, Doubt> doubts = new LinkedHashMap<>();
  private final Map<SchemaKey, Remembered> remembered = new BoundedMap<>(MOST_REMEMBERED);

  MissingIds(Duration ttl, LongSupplier nanoTime) {
    this.ttlNanos = ttl.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Why the schema is unavailable, while that is remembered; otherwise null. */
  synchronized @Nullable String problem(SchemaKey key) {
    return problem(key, nanoTime.getAsLong());
  }

  /**
   * The same for a record that has waited, even if the memory has expired since.
   *
   * @param waitingSince when the wait began, as {@link System#nanoTime()}
   */
  synchronized @Nullable String problem(SchemaKey key, long waitingSince) {
    Remembered found = remembered.get(key);
    if (found == null) {
      return null;
    }
    boolean holds = age(found) <= ttlNanos || found.at() - waitingSince >= 0;
    return holds ? found.problem() : null;
  }

  private long age(Remembered found) {
    return nanoTime.getAsLong() - found.at();
  }

  /**
   * Puts an ID in doubt, if there is room.
   *
   * @param waiting whether a record waits for it now, which gives it precedence
   * @return whether it was not in doubt before
   */
  synchronized boolean doubt(SchemaKey key, boolean waiting) {
    long now = nanoTime.getAsLong();
    Doubt doubt = doubts.get(key);
    boolean isNew = doubt == null && doubts.size() < MOST_IN_DOUBT;
    if (isNew) {
      doubt = new Doubt(key, now, confirmable(key));
      doubts.put(key, doubt);
    }
    if (doubt != null && waiting) {
      doubt.waitedFor = now;
    }
    return isNew;
  }

  /** When it was believed missing, if a single look-up can confirm it; otherwise null. */
  private @Nullable Long confirmable(SchemaKey key) {
    Remembered before = remembered.get(key);
    return before != null && age(before) < CONFIRMED.toNanos() ? before.at() : null;
  }

  synchronized int inDoubt() {
    return doubts.size();
  }

  /**
   * The next ID to look up; null if none is due. IDs that a record waits for come first, so that
   * many IDs of one partition don't delay another partition's.
   */
  synchronized @Nullable Doubt due() {
    long now = nanoTime.getAsLong();
    Doubt first = null;
    for (Doubt each : doubts.values()) {
      if (each.nextLook - now <= 0 && (first == null || each.isWaitedForLaterThan(first))) {
        first = each;
      }
    }
    return first;
  }

  /** Nanoseconds until an ID is due; negative if none is in doubt. */
  synchronized long nanosUntilDue() {
    long now = nanoTime.getAsLong();
    return doubts.values().stream()
        .mapToLong(each -> Math.max(0, each.nextLook - now))
        .min()
        .orElse(-1);
  }

  /** Schedules the next look-up after a growing pause. */
  synchronized void askAgain(Doubt doubt) {
    long pause = Math.max(doubt.pauseNanos, SHARE.toNanos() * doubts.size());
    doubt.nextLook = nanoTime.getAsLong() + pause;
    doubt.pauseNanos = Math.min(2 * doubt.pauseNanos, LONGEST_PAUSE.toNanos());
  }

  /**
   * Schedules the next look-up after a growing pause, but no later than {@code at}.
   *
   * @param at the earliest time at which the registry can be believed, as {@link System#nanoTime()}
   */
  synchronized void askAgain(Doubt doubt, long at) {
    askAgain(doubt);
    if (at - nanoTime.getAsLong() > 0 && doubt.nextLook - at > 0) {
      doubt.nextLook = at;
    }
  }

  synchronized void found(SchemaKey key) {
    doubts.remove(key);
    remembered.remove(key);
  }

  /**
   * Remembers that the schema is unavailable.
   *
   * @param problem the reason, for people
   */
  synchronized void believed(SchemaKey key, String problem) {
    doubts.remove(key);
    // removed first, to become the youngest entry
    remembered.remove(key);
    remembered.put(key, new Remembered(problem, nanoTime.getAsLong()));
  }
}
