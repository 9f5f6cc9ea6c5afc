package dev.sluice.topology;

import dev.sluice.admission.Reservation;
import dev.sluice.call.Call;

/**
 * What the journal holds of a call until it ends: where it stands, and what its admission set
 * aside.
 *
 * @param payloadSize the bytes of the payload, which is kept apart; what its credit counts
 */
record JournalEntry(Call call, Reservation reservation, int payloadSize) {

  JournalEntry with(Call next) {
    return new JournalEntry(next, reservation, payloadSize);
  }
}
