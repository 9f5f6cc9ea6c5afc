package dev.sluice.topology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * When each call of one task is due; one time per call. Derived from the journal; confined to the
 * stream thread.
 */
final class Deadlines {
  private record Due(Instant at, String pollingId) {}

  private final TreeSet<Due> order =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::pollingId));
  private final Map<String, Due> byCall = new HashMap<>();

  void set(String pollingId, Instant at) {
    remove(pollingId);
    Due due = new Due(at, pollingId);
    order.add(due);
    byCall.put(pollingId, due);
  }

  void remove(String pollingId) {
    Due due = byCall.remove(pollingId);
    if (due != null) {
      order.remove(due);
    }
  }

  /** Takes out the calls that are due, the earliest first, at most so many. */
  List<String> take(Instant now, int most) {
    List<String> due = new ArrayList<>();
    while (due.size() < most && !order.isEmpty() && !order.first().at().isAfter(now)) {
      String pollingId = order.first().pollingId();
      remove(pollingId);
      due.add(pollingId);
    }
    return due;
  }
}
