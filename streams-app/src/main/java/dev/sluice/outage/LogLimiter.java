package dev.sluice.outage;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Lets one line of the log pass for each cause and minute, for a bounded number of causes. Any
 * thread.
 */
public final class LogLimiter {
  public static final Duration EVERY = Duration.ofMinutes(1);
  public static final int MOST_CAUSES = 1_000;

  private static final class Line {
    private final long atMs;
    private long leftOut;

    private Line(long atMs) {
      this.atMs = atMs;
    }
  }

  /** The latest line of each cause; the oldest first. Guarded by this. */
  private final Map<String, Line> lines = new LinkedHashMap<>();

  /**
   * Whether a line may be written now; if so, it counts as written.
   *
   * @param nowMs milliseconds of any clock, the same one at each call
   * @return how many were left out since the cause's last line; empty to leave out this one too
   */
  public synchronized OptionalLong due(String cause, long nowMs) {
    @Nullable Line last = lines.get(cause);
    if (last != null && nowMs - last.atMs < EVERY.toMillis()) {
      last.leftOut++;
      return OptionalLong.empty();
    }
    Iterator<Line> oldest = lines.values().iterator();
    while (oldest.hasNext() && nowMs - oldest.next().atMs >= EVERY.toMillis()) {
      oldest.remove();
    }
    if (lines.size() >= MOST_CAUSES) {
      return OptionalLong.empty();
    }
    lines.put(cause, new Line(nowMs));
    return OptionalLong.of(last == null ? 0 : last.leftOut);
  }

  /** The same by the clock of this JVM. */
  public OptionalLong due(String cause) {
    return due(cause, nowMs());
  }

  private static long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** Writes the line if one is {@link #due(String)}. */
  public void warn(Logger log, String cause, String line) {
    warn(log, cause, nowMs(), line);
  }

  /**
   * Writes the line if one is {@link #due(String, long)}, with the number of those that were left
   * out.
   */
  public void warn(Logger log, String cause, long nowMs, String line) {
    due(cause, nowMs)
        .ifPresent(
            leftOut -> {
              if (leftOut == 0) {
                log.warn("{}", line);
              } else {
                log.warn("{} ({} more lines like this one were left out)", line, leftOut);
              }
            });
  }
}
