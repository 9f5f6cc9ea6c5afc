package dev.sluice.call;

import java.time.Instant;

/**
 * How fit a target is: a circuit breaker as an immutable value, which {@link Cooldown} moves on.
 *
 * <pre>
 *   CLOSED ──failures, a wait, of no use──▶ OPEN ──cooled──▶ HALF_OPEN ──success──▶ CLOSED
 *                                            ▲                  │
 *                                            └────failure───────┘
 * </pre>
 *
 * <p>{@code since} is when the state began to hold: attempts that were begun before tell of an
 * older time.
 */
public sealed interface TargetState {

  /** No failures known. */
  TargetState FIT = new Closed(Instant.MIN, 0);

  Instant since();

  /**
   * Open to all attempts.
   *
   * @param failures in a row, up to now, that no request is to blame for
   */
  record Closed(Instant since, int failures) implements TargetState {}

  /**
   * Cools down.
   *
   * @param times how often it was opened by failures without a success between
   * @param named whether the provider itself said for how long: then no probe is needed
   */
  record Open(Instant since, Instant until, int times, boolean named) implements TargetState {}

  /**
   * Cooled down, with one attempt under way that shows whether it has recovered.
   *
   * @param attemptId the one attempt
   * @param until when it has lapsed, and another may be the probe
   */
  record HalfOpen(Instant since, Instant until, String attemptId, int times)
      implements TargetState {}
}
