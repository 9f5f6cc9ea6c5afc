package dev.sluice.wire;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Schema IDs whose schema can't be had: in doubt while the registry is being asked, then remembered
 * as missing for a while. Both are bounded, since anyone may write any ID. Any thread.
 */
final class MissingIds {
  private static final int MOST_IN_DOUBT = 10_000;
  private static final int MOST_REMEMBERED = 10_000;

  /** For so long one look-up confirms what was remembered. */
  private static final Duration CONFIRMED = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Between the look-ups of one ID, for each that is in doubt: they share a rate. */
  private static final Duration SHARE = Duration.ofMillis(25);

  private record Remembered(String problem, long at) {}

  /** What is not final is guarded by the object that it is in. */
  static final class Doubt {
    final SchemaKey key;
    final long since;

    /** When it was last believed to be missing, as {@link System#nanoTime()}; null if never. */
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
  private final Map<SchemaKey, Remembered> remembered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SchemaKey, Remembered> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  MissingIds(Duration ttl, LongSupplier nanoTime) {
    this.ttlNanos = ttl.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Why its schema can't be had, while that is remembered; otherwise null. */
  synchronized @Nullable String problem(SchemaKey key) {
    Remembered found = remembered.get(key);
    return found != null && age(found) <= ttlNanos ? found.problem() : null;
  }

  private long age(Remembered found) {
    return nanoTime.getAsLong() - found.at();
  }

  /**
   * It has to be asked for.
   *
   * @param waiting whether something waits for it, so that it comes before others
   * @return whether it comes into doubt by this
   */
  synchronized boolean doubt(SchemaKey key, boolean waiting) {
    long now = nanoTime.getAsLong();
    Doubt doubt = doubts.get(key);
    boolean isNew = doubt == null && doubts.size() < MOST_IN_DOUBT;
    if (isNew) {
      Remembered before = remembered.get(key);
      Long believedAt =
          before != null && age(before) < CONFIRMED.toNanos() ? (Long) before.at() : null;
      doubt = new Doubt(key, now, believedAt);
      doubts.put(key, doubt);
    }
    if (doubt != null && waiting) {
      doubt.waitedFor = now;
    }
    return isNew;
  }

  synchronized int inDoubt() {
    return doubts.size();
  }

  /**
   * What to ask the registry for now; null where nothing is due. What is waited for comes first, so
   * that many IDs in one partition don't hold up the one of another.
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

  /** How many nanoseconds until something is due; negative where nothing will be. */
  synchronized long nanosUntilDue() {
    long now = nanoTime.getAsLong();
    return doubts.values().stream()
        .mapToLong(each -> Math.max(0, each.nextLook - now))
        .min()
        .orElse(-1);
  }

  /** The registry can't tell, or is not believed yet: it is asked again after a pause. */
  synchronized void askAgain(Doubt doubt) {
    long pause = Math.max(doubt.pauseNanos, SHARE.toNanos() * doubts.size());
    doubt.nextLook = nanoTime.getAsLong() + pause;
    doubt.pauseNanos = Math.min(2 * doubt.pauseNanos, LONGEST_PAUSE.toNanos());
  }

  /**
   * The same, and in any case at a certain time.
   *
   * @param at when the registry will be believed if it goes on like this, as {@link
   *     System#nanoTime()}
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
   * It can't be had, for as long as this is remembered.
   *
   * @param problem for a person
   */
  synchronized void believed(SchemaKey key, String problem) {
    doubts.remove(key);
    // anew, so that it is not the eldest
    remembered.remove(key);
    remembered.put(key, new Remembered(problem, nanoTime.getAsLong()));
  }
}
