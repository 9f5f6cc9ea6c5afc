package dev.sluice.wire;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a registry can be believed when it says that it has no such schema. One that has just
 * started says so about every schema until it has read its topic, and its restart may have gone
 * unnoticed. So it must have been asked regularly and answered well for a whole grace period.
 * Guarded by its owner.
 */
final class RegistryHealth {
  /** The interval at which the registry is asked. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** Too short to hide an ordinary restart, long enough for two slow exchanges. */
  private static final Duration LONGEST_SILENCE = EVERY.multipliedBy(5);

  private final long graceNanos;
  private final LongSupplier nanoTime;
  private boolean healthy;
  private long since;
  private long latest;
  private long dueAt;
  private boolean failedOnce;
  private long failedAt;

  RegistryHealth(Duration grace, LongSupplier nanoTime) {
    this.graceNanos = grace.toNanos();
    this.nanoTime = nanoTime;
    this.dueAt = nanoTime.getAsLong();
  }

  /** The registry has given a schema that it must have. */
  void answered() {
    long now = nanoTime.getAsLong();
    if (!isHealthy()) {
      since = now;
    }
    healthy = true;
    latest = now;
    dueAt = now + EVERY.toNanos();
  }

  /** The registry lacks a schema that it had. */
  void lacked() {
    failed();
    dueAt = failedAt + EVERY.toNanos();
  }

  /** The registry is away. */
  void failed() {
    healthy = false;
    failedOnce = true;
    failedAt = nanoTime.getAsLong();
    dueAt = failedAt;
  }

  /** Another exchange failed: ask at once. */
  void suspected() {
    dueAt = nanoTime.getAsLong();
  }

  /** Nanoseconds until the registry has to be asked again. */
  long nanosUntilDue() {
    return Math.max(0, dueAt - nanoTime.getAsLong());
  }

  /** It answered recently. */
  boolean isHealthy() {
    return healthy && nanoTime.getAsLong() - latest < LONGEST_SILENCE.toNanos();
  }

  /** It has answered for at least the grace period. */
  boolean isSteady() {
    return isHealthy() && nanoTime.getAsLong() - since >= graceNanos;
  }

  /** The earliest time at which it can be steady, as {@link System#nanoTime()}. */
  long steadyAt() {
    return (healthy ? since : nanoTime.getAsLong()) + graceNanos;
  }

  boolean hasNotFailedSince(long nanos) {
    return !failedOnce || failedAt - nanos < 0;
  }
}
