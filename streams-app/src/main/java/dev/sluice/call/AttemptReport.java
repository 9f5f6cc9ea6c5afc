package dev.sluice.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came back from an attempt.
 *
 * @param ownerId the process that made the call
 * @param target the target's name
 * @param model the model's name at the provider
 * @param startedAt null if the exchange never began
 */
public record AttemptReport(
    String ownerId,
    String pollingId,
    String attemptId,
    int number,
    String target,
    String provider,
    String model,
    @Nullable Instant startedAt,
    Instant endedAt,
    Outcome outcome) {

  public AttemptReport with(Outcome outcome) {
    return new AttemptReport(
        ownerId, pollingId, attemptId, number, target, provider, model, startedAt, endedAt,
        outcome);
  }
}
