package dev.sluice.topology;

import dev.sluice.call.CallState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider batch that is sent or about to be. Which attempts it has is told by the journal.
 *
 * @param target where it goes
 * @param since when it was decided to send it
 * @param expiresAt when its provider promises to have ended it, by the terms it was sent on
 * @param creator who creates it
 * @param providerId its name at the provider; null until that is known
 * @param ended whether its results can be read
 */
record SentBatch(
    String target,
    Instant since,
    Instant expiresAt,
    Creator creator,
    @Nullable String providerId,
    boolean ended) {

  /**
   * A process that creates a batch.
   *
   * @param since when it decided to, by its own clock: it lived then
   */
  record Creator(String ownerId, Instant since) {}

  /** Before the provider has it. */
  static SentBatch by(Creator creator, String target, Duration window) {
    Instant now = creator.since();
    return new SentBatch(target, now, now.plus(window), creator, null, /* ended= */ false);
  }

  /** Another process goes on, or this one after its own loss. */
  SentBatch takenOverBy(Creator next) {
    return new SentBatch(target, since, expiresAt, next, providerId, ended);
  }

  SentBatch created(String providerId) {
    return new SentBatch(target, since, expiresAt, creator, providerId, ended);
  }

  SentBatch asEnded() {
    return new SentBatch(target, since, expiresAt, creator, providerId, /* ended= */ true);
  }

  /** What its creation is watched as. */
  CallState.InFlight creation(String batchId) {
    return new CallState.Owned(batchId, creator.ownerId(), creator.since());
  }
}
