package dev.sluice.wire;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a registry that says it has no such schema can be believed. One that has just started
 * says so of every schema until it has read its topic, and nobody may have noticed the restart: so
 * it must have been healthy for the whole grace period, and have been asked all along. Guarded by
 * its owner.
 */
final class RegistryHealth {
  /** How often it has to be asked. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** Hides hardly any restart, and covers two slow exchanges. */
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

  /** It has just answered as one that has all schemas. */
  void answered() {
    long now = nanoTime.getAsLong();
    if (!isHealthy()) {
      since = now;
    }
    healthy = true;
    latest = now;
    dueAt = now + EVERY.toNanos();
  }

  /** It has just answered that it lacks a schema that it had. */
  void lacked() {
    failed();
    dueAt = failedAt + EVERY.toNanos();
  }

  /** It is away. */
  void failed() {
    healthy = false;
    failedOnce = true;
    failedAt = nanoTime.getAsLong();
    dueAt = failedAt;
  }

  /** It could not answer something else: it is asked at once whether it is healthy. */
  void suspected() {
    dueAt = nanoTime.getAsLong();
  }

  /** How many nanoseconds until it has to be asked again. */
  long nanosUntilDue() {
    return Math.max(0, dueAt - nanoTime.getAsLong());
  }

  /** It answers now. */
  boolean isHealthy() {
    return healthy && nanoTime.getAsLong() - latest < LONGEST_SILENCE.toNanos();
  }

  /** It has answered for the whole grace period. */
  boolean isSteady() {
    return isHealthy() && nanoTime.getAsLong() - since >= graceNanos;
  }

  /** When it will be steady if it goes on like this, as {@link System#nanoTime()}. */
  long steadyAt() {
    return (healthy ? since : nanoTime.getAsLong()) + graceNanos;
  }

  boolean hasNotFailedSince(long nanos) {
    return !failedOnce || failedAt - nanos < 0;
  }
}
