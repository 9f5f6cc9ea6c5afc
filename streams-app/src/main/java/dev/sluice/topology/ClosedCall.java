package dev.sluice.topology;

import dev.sluice.admission.Reservation;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import java.util.ArrayList;
import java.util.List;

/**
 * What remains of a call that has ended, until no attempt of it can come back.
 *
 * @param request read from the store without its metadata and traceparent, which are not kept
 * @param settled the attempts whose usage has been settled; each is settled once
 */
record ClosedCall(
    AcceptedRequest request, long policyVersion, List<String> settled, Reservation reservation) {

  ClosedCall {
    settled = List.copyOf(settled);
  }

  static ClosedCall of(JournalEntry entry, List<String> settled) {
    Call call = entry.call();
    return new ClosedCall(call.request(), call.policyVersion(), settled, entry.reservation());
  }

  ClosedCall andSettled(String attemptId) {
    List<String> all = new ArrayList<>(settled);
    all.add(attemptId);
    return new ClosedCall(request, policyVersion, all, reservation);
  }
}
