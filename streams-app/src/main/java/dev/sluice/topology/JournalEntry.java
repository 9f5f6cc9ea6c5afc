package dev.sluice.topology;

import dev.sluice.admission.Reservation;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;

/**
 * What the journal holds of a call until it ends: where it stands, and what its admission set
 * aside.
 *
 * @param reservation of an unsettled call without its place among open calls, which it has given
 *     back
 * @param payloadSize the bytes of the payload, which is kept apart; what its credit counts
 */
record JournalEntry(Call call, Reservation reservation, int payloadSize) {

  JournalEntry with(Call next) {
    return new JournalEntry(next, reservation, payloadSize);
  }

  /** Whether the call has ended and does not wait for this attempt. */
  boolean isSettledFor(AttemptReport report) {
    return call.state() instanceof CallState.Unsettled unsettled
        && !unsettled.attemptId().equals(report.attemptId());
  }

  /** With what it set aside where {@link Reservation#rewound} puts it. */
  JournalEntry rewound(long toMs, long fromMs) {
    return new JournalEntry(call, reservation.rewound(toMs, fromMs), payloadSize);
  }
}
