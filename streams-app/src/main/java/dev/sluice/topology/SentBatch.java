package dev.sluice.topology;

import dev.sluice.call.CallState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider batch that is sent or about to be. Which attempts it has is told by the journal.
 *
 * @param target where it goes
 * @param since when it was decided to send it
 * @param ownerId the process that creates it
 * @param ownedSince when that process decided to, by its own clock: it lived then
 * @param providerId its name at the provider; null until that is known
 * @param ended whether its results can be read
 */
record SentBatch(
    String target,
    Instant since,
    String ownerId,
    Instant ownedSince,
    @Nullable String providerId,
    boolean ended) {

  /** Before the provider has it. */
  static SentBatch by(String ownerId, String target, Instant now) {
    return new SentBatch(target, now, ownerId, now, null, /* ended= */ false);
  }

  /** Another process goes on, or this one after its own loss. */
  SentBatch takenOverBy(String ownerId, Instant now) {
    return new SentBatch(target, since, ownerId, now, providerId, ended);
  }

  SentBatch created(String providerId) {
    return new SentBatch(target, since, ownerId, ownedSince, providerId, ended);
  }

  SentBatch asEnded() {
    return new SentBatch(target, since, ownerId, ownedSince, providerId, /* ended= */ true);
  }

  /** What its creation is watched as. */
  CallState.InFlight creation(String batchId) {
    return new CallState.Owned(batchId, ownerId, ownedSince);
  }
}
