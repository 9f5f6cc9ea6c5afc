package dev.sluice.admission;

import java.time.Instant;

/**
 * When something is decided, in milliseconds since 1970.
 *
 * @param appendedMs the append time of the record that is decided at: waits are counted from it, as
 *     whoever waits counts by the broker's clock, and deadlines are held against it
 * @param clockMs the limiter's clock, the highest append time so far: windows are judged by it, so
 *     that a broker's clock that goes back never frees capacity
 */
public record Moment(long appendedMs, long clockMs) {

  public Moment {
    if (clockMs < appendedMs) {
      throw new IllegalArgumentException(
          "the limiter's clock " + clockMs + " is behind the append time " + appendedMs);
    }
  }

  /** Where the limiter's clock is at the append time. */
  public static Moment at(long ms) {
    return new Moment(ms, ms);
  }

  public Instant appended() {
    return Instant.ofEpochMilli(appendedMs);
  }
}
