package dev.sluice.http.openai;

import java.time.Duration;

/** Whole seconds, as HTTP headers and parameters have them. */
public final class Seconds {
  private Seconds() {}

  /** Rounded up, so that whoever waits for them waits long enough. */
  public static long roundedUp(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
