package dev.sluice.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Names an attempt that has ended, where it went, and when.
 *
 * @param number 1 for the call's first attempt
 * @param target the target's name
 * @param model the model's name at the provider
 * @param startedAt null if the exchange never began
 * @param endedAt null only where a record doesn't tell
 * @param batchId the provider batch that it was part of; null for one that was made alone
 */
public record AttemptRef(
    String attemptId,
    int number,
    String target,
    String provider,
    String model,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable String batchId) {

  /** Of one that was made alone. */
  public AttemptRef(
      String attemptId,
      int number,
      String target,
      String provider,
      String model,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt) {
    this(attemptId, number, target, provider, model, startedAt, endedAt, null);
  }

  public static AttemptRef of(Attempt attempt, @Nullable Instant startedAt, Instant endedAt) {
    Target target = attempt.target();
    return new AttemptRef(
        attempt.attemptId(),
        attempt.number(),
        target.name(),
        target.provider(),
        target.model(),
        startedAt,
        endedAt);
  }

  /** The same attempt, as part of a provider batch. */
  public AttemptRef in(String batchId) {
    return new AttemptRef(attemptId, number, target, provider, model, startedAt, endedAt, batchId);
  }
}
