package dev.sluice.dispatch;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long something has waited to be written for good: a transaction for its commit, a
 * record for its acknowledgement. Where nothing is written nothing waits, however long that takes.
 * Any thread.
 */
public final class CommitWatch {
  /**
   * Failures that follow one another within this time are one outage, which goes on until something
   * succeeds: a stream thread that dies is replaced after a second and may fail at once.
   */
  static final Duration SAME_OUTAGE = Duration.ofSeconds(15);

  private final LongSupplier nanos;
  private final Map<Object, Long> open = new ConcurrentHashMap<>();
  // guarded by this
  private @Nullable Outage outage;

  private record Outage(long since, long latest) {}

  /**
   * @param nanos as {@link System#nanoTime()}
   */
  public CommitWatch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * The writer has something to be committed; if it had before, that counts.
   *
   * @param writer compared by identity or equality
   */
  public void begun(Object writer) {
    open.putIfAbsent(writer, nanos.getAsLong());
  }

  /** What the writer had begun is written for good. */
  public synchronized void committed(Object writer) {
    open.remove(writer);
    outage = null;
  }

  /** What the writer had begun came to nothing; it will be begun again here, or elsewhere. */
  public synchronized void abandoned(Object writer) {
    Long since = open.remove(writer);
    if (since != null) {
      Outage known = current();
      outage = new Outage(known == null ? since : known.since(), nanos.getAsLong());
    }
  }

  private @Nullable Outage current() {
    Outage known = outage;
    return known == null || nanos.getAsLong() - known.latest() > SAME_OUTAGE.toNanos()
        ? null
        : known;
  }

  /** How long the oldest has waited; zero if nothing waits. */
  public synchronized Duration waiting() {
    long now = nanos.getAsLong();
    Outage known = current();
    long failing = known == null ? 0 : now - known.since();
    long oldest =
        open.values().stream().map(since -> now - since).max(Comparator.naturalOrder()).orElse(0L);
    return Duration.ofNanos(Math.max(failing, oldest));
  }
}
