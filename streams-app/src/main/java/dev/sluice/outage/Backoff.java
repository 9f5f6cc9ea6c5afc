package dev.sluice.outage;

import java.time.Duration;

/** The pauses between tries that fail: each is twice as long as the one before. Pure. */
public record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 30;

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("pauses from " + first + " to " + longest);
    }
  }

  /**
   * How long to wait before the next try.
   *
   * @param failures how many tries have failed in a row, 1 or more
   */
  public Duration pause(int failures) {
    Duration doubled =
        first.multipliedBy(1L << Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
