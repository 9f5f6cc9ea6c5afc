package dev.sluice.admission;

import java.time.Instant;

/**
 * The time of a decision, in milliseconds since 1970; like stream time, but stored.
 *
 * @param appendedMs the append time of the record: waits are counted from it, since clients count
 *     by the broker's clock, and deadlines are compared with it
 * @param clockMs the limiter's clock, the highest append time so far: windows are judged by it, so
 *     that a broker's clock that goes back never frees capacity
 */
public record DecisionTime(long appendedMs, long clockMs) {

  public DecisionTime {
    if (clockMs < appendedMs) {
      throw new IllegalArgumentException(
          "the limiter's clock " + clockMs + " is behind the append time " + appendedMs);
    }
  }

  /** The limiter's clock equals the append time. */
  public static DecisionTime at(long ms) {
    return new DecisionTime(ms, ms);
  }

  public Instant appended() {
    return Instant.ofEpochMilli(appendedMs);
  }
}
