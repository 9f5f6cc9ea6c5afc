package dev.sluice.topology;

import dev.sluice.admission.Reservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a call that has ended, until no attempt of it can come back.
 *
 * @param settled the attempts whose usage has been settled; each is settled once
 */
record ClosedCall(
    String pollingId,
    String tenant,
    String requestId,
    String keyId,
    @Nullable String user,
    String model,
    Instant acceptedAt,
    long policyVersion,
    List<String> settled,
    Reservation reservation) {

  ClosedCall {
    settled = List.copyOf(settled);
  }

  static ClosedCall of(JournalEntry entry, List<String> settled) {
    var call = entry.call();
    return new ClosedCall(
        call.pollingId(),
        call.tenant(),
        call.requestId(),
        call.keyId(),
        call.user(),
        call.model(),
        call.acceptedAt(),
        call.policyVersion(),
        settled,
        entry.reservation());
  }

  ClosedCall andSettled(String attemptId) {
    List<String> all = new ArrayList<>(settled);
    all.add(attemptId);
    return new ClosedCall(
        pollingId,
        tenant,
        requestId,
        keyId,
        user,
        model,
        acceptedAt,
        policyVersion,
        all,
        reservation);
  }
}
