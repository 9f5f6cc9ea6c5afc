package dev.sluice.topology;

import dev.sluice.admission.Reservation;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the journal holds of a call until it ends: its state, and what its admission reserved.
 *
 * @param reservation of an unsettled call without its concurrency slot, which it has released
 * @param payloadSize the bytes of the payload; what its credit counts
 * @param payload as stored; null if it is stored separately
 */
record JournalEntry(
    Call call, Reservation reservation, int payloadSize, @Nullable ByteBuffer payload) {
  /** The journal is in memory, and may hold as many entries as calls may be in flight. */
  static final int MOST_HELD = 8 << 10;

  /** For a call whose payload is stored separately. */
  JournalEntry(Call call, Reservation reservation, int payloadSize) {
    this(call, reservation, payloadSize, null);
  }

  JournalEntry with(Call next) {
    return new JournalEntry(next, reservation, payloadSize, payload);
  }

  JournalEntry holding(byte[] stored) {
    return new JournalEntry(
        call, reservation, payloadSize, ByteBuffer.wrap(stored).asReadOnlyBuffer());
  }

  /** Whether the call has ended and does not wait for this attempt. */
  boolean isSettledFor(AttemptReport report) {
    return call.isUnsettled() && !call.awaits(report.attemptId());
  }

  /** With the reservation where {@link Reservation#rewound} puts it. */
  JournalEntry rewound(long toMs, long fromMs) {
    return new JournalEntry(call, reservation.rewound(toMs, fromMs), payloadSize, payload);
  }
}
