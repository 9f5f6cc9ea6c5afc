package dev.sluice.batch;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How far a batch has come, by the lines of its output. One thread. */
public final class BatchStatus {
  private static final int BAR = 10;

  private final int total;
  private final Map<OutputLine.Kind, Integer> counts = new EnumMap<>(OutputLine.Kind.class);
  private int earlier;

  public BatchStatus(int total) {
    this.total = total;
  }

  public void add(OutputLine line) {
    counts.merge(line.kind(), 1, Integer::sum);
  }

  /** What was added up to now is of earlier runs. */
  public void begin() {
    earlier = done();
  }

  public int done() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  public int count(OutputLine.Kind kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** In this run. */
  public int doneNow() {
    return done() - earlier;
  }

  /**
   * For a line that is shown while it runs.
   *
   * @param elapsed since this run began
   * @param rest empty if nobody can tell
   */
  public String line(Duration elapsed, Optional<Duration> rest) {
    int filled = total == 0 ? BAR : (int) ((long) BAR * done() / total);
    double rate = doneNow() * 1000.0 / Math.max(1, elapsed.toMillis());
    return "[%s%s] %,d of %,d, %.1f/s%s%s"
        .formatted(
            "#".repeat(filled),
            "-".repeat(BAR - filled),
            done(),
            total,
            rate,
            rest.map(left -> ", " + text(left) + " left").orElse(""),
            missed());
  }

  /** For the end. */
  public String summary() {
    return "%,d of %,d requests have an answer%s"
        .formatted(count(OutputLine.Kind.ANSWERED), total, missed());
  }

  private String missed() {
    int failed = count(OutputLine.Kind.FAILED);
    int expired = count(OutputLine.Kind.EXPIRED);
    return (failed == 0 ? "" : ", %,d failed".formatted(failed))
        + (expired == 0 ? "" : ", %,d expired".formatted(expired));
  }

  private static String text(Duration time) {
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return time.toSeconds() + "s";
    }
    return time.compareTo(Duration.ofHours(1)) < 0
        ? time.toMinutes() + "m " + time.toSecondsPart() + "s"
        : time.toHours() + "h " + time.toMinutesPart() + "m";
  }
}
