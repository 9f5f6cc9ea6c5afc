package dev.sluice.admission;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The period that a limit counts over: rolling, by the calendar, or none for concurrency. */
public enum Window {
  NONE(0, "none", 0),
  SECOND(1, "1s", 1_000),
  MINUTE(2, "1m", 60_000),
  HOUR(3, "1h", 3_600_000),
  DAY(4, "day", 0),
  MONTH(5, "month", 0);

  private static final List<Window> ALL = List.of(values());

  /** Stored in rows: never change or reuse one. */
  private final int code;

  private final String label;
  private final long lengthMs;

  Window(int code, String label, long lengthMs) {
    this.code = code;
    this.label = label;
    this.lengthMs = lengthMs;
  }

  /** Its name in configurations and messages, such as {@code 1m} or {@code day}. */
  public String label() {
    return label;
  }

  /** By its label or by its symbol in the Avro contract; empty for any other text. */
  public static Optional<Window> named(String text) {
    return Arrays.stream(values())
        .filter(window -> window.label.equals(text) || window.name().equals(text))
        .findFirst();
  }

  public boolean isRolling() {
    return lengthMs > 0;
  }

  /** The length of a rolling window; zero for any other. */
  public Duration length() {
    return Duration.ofMillis(lengthMs);
  }

  public boolean isCalendar() {
    return this == DAY || this == MONTH;
  }

  /**
   * How it divides time.
   *
   * @param zone of the calendar; null if it has none
   */
  TimeBuckets spans(@Nullable ZoneId zone) {
    return isCalendar()
        ? new CalendarPeriods(this == MONTH, zone == null ? ZoneOffset.UTC : zone)
        : new SlidingWindow(lengthMs);
  }

  int code() {
    return code;
  }

  static Window ofCode(int code) {
    for (Window window : ALL) {
      if (window.code == code) {
        return window;
      }
    }
    throw new IllegalArgumentException(
        "window code " + code + " is not known to this release; a newer one wrote it");
  }
}
