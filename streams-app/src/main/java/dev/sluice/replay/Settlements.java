package dev.sluice.replay;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Reservation;
import dev.sluice.admission.Settlement;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.replay.RecordedEvent.Ended;
import dev.sluice.replay.RecordedEvent.Ending;
import dev.sluice.replay.RecordedEvent.Late;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** How the calls of one partition end, and what they are charged. Not thread-safe. */
final class Settlements {
  /** As long as the gateway expects an attempt to come back. */
  private static final long KEPT_MS = 25 * 3_600_000L;

  private static final long FIRST_GUESS_MS = 2_000;
  private static final int WEIGHT = 16;

  private record Closed(Reservation reservation, long atMs) {}

  /** An end that was never recorded, or at another time. */
  private record OwnEnd(long atMs, ReplayedCall call, @Nullable UsageAmounts used) {}

  private final State state;
  private final Turns turns;
  private final ReplayListener listener;
  private final Map<String, Closed> closed = new LinkedHashMap<>();
  private final Map<String, Long> tookMs = new HashMap<>();
  private final PriorityQueue<OwnEnd> ownEnds =
      new PriorityQueue<>(Comparator.comparingLong(OwnEnd::atMs));

  Settlements(State state, Turns turns, ReplayListener listener) {
    this.state = state;
    this.turns = turns;
    this.listener = listener;
  }

  /** The call takes as long as its tenant's calls take; nobody knows what it uses. */
  void endLikeOthers(ReplayedCall call, long admittedMs) {
    long took = tookMs.getOrDefault(call.tenant(), FIRST_GUESS_MS);
    ownEnds.add(new OwnEnd(admittedMs + took, call, null));
  }

  /** The call takes as long as it did. */
  void endAsRecorded(ReplayedCall call, long admittedMs) {
    ownEnds.add(new OwnEnd(admittedMs + call.tookMs, call, call.endedWith));
  }

  OptionalLong nextOwnMs() {
    OwnEnd next = ownEnds.peek();
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.atMs());
  }

  void endNextOwn() {
    OwnEnd end = ownEnds.remove();
    if (state.calls.get(end.call().id()) == end.call()) {
      settle(end.call(), end.used(), end.atMs());
      state.forget(end.call());
      turns.freed(end.call().tenant());
    }
  }

  void ended(Ended end) {
    long atMs = end.place().atMs();
    listener.spent(end.tenant(), atMs, micros(end.used()));
    ReplayedCall call = state.calls.get(end.pollingId());
    if (call == null) {
      return;
    }
    boolean hadNoTurn = call.recorded == Stage.WAITING;
    if (!hadNoTurn) {
      long took = Math.max(0, atMs - call.admittedMs);
      call.tookMs = took;
      tookMs.merge(call.tenant(), took, (mean, one) -> mean + (one - mean) / WEIGHT);
    }
    if (!call.isWaiting()) {
      endAdmitted(call, end);
    } else if (hadNoTurn || end.ending() != Ending.OVER) {
      turns.remove(call);
      state.forget(call);
      turns.freed(call.tenant());
    } else {
      call.endedWith = end.used();
    }
  }

  private void endAdmitted(ReplayedCall call, Ended end) {
    long atMs = end.place().atMs();
    Reservation reserved = Objects.requireNonNull(call.reservation);
    if (end.ending() == Ending.UNSETTLED && call.recorded != Stage.WAITING) {
      Settlement released = Admission.release(reserved, state.rows, state.clockMs);
      state.rows.put(released.changedRows(), state.clockMs);
      state.change(call, () -> call.recorded = Stage.UNSETTLED);
      keep(call.id(), new Closed(reserved, atMs));
      call.reservation = reserved.withoutSlots();
      call.usedBefore = end.used();
      listener.wouldSpend(call.tenant(), atMs, micros(end.used()), false);
    } else {
      boolean unknown = call.recorded == Stage.WAITING && end.ending() == Ending.OVER;
      settle(call, unknown ? null : end.used(), atMs);
      if (end.attempts() < call.started) {
        keep(call.id(), new Closed(reserved, atMs));
      }
      state.forget(call);
    }
    turns.freed(call.tenant());
  }

  void late(Late late) {
    long atMs = late.place().atMs();
    long micros = late.used() == null ? 0 : micros(late.used());
    listener.spent(late.tenant(), atMs, micros);
    ReplayedCall call = state.calls.get(late.pollingId());
    if (call != null && call.recorded == Stage.UNSETTLED && late.attempt() == call.started) {
      settleRest(call, late.used() == null ? null : call.usedBefore.plus(late.used()));
      listener.wouldSpend(late.tenant(), atMs, micros, false);
      return;
    }
    Closed before = closed.get(late.pollingId());
    if (before != null) {
      Settlement charged =
          Admission.charge(before.reservation(), late.used(), state.rows, state.clockMs);
      state.rows.put(charged.changedRows(), state.clockMs);
      listener.wouldSpend(late.tenant(), atMs, micros, false);
    }
  }

  /** The attempt that a cancelled call waits for will not come back. */
  void released(String pollingId) {
    ReplayedCall call = state.calls.get(pollingId);
    if (call != null && call.recorded == Stage.UNSETTLED) {
      settleRest(call, call.usedBefore);
    }
  }

  private void settleRest(ReplayedCall call, @Nullable UsageAmounts used) {
    settleRows(call, used);
    state.forget(call);
    turns.freed(call.tenant());
  }

  private void settle(ReplayedCall call, @Nullable UsageAmounts used, long atMs) {
    settleRows(call, used);
    long micros = used == null ? estimate(call) : micros(used);
    listener.wouldSpend(call.tenant(), atMs, micros, used == null);
  }

  private void settleRows(ReplayedCall call, @Nullable UsageAmounts used) {
    Reservation reserved = Objects.requireNonNull(call.reservation);
    Settlement settled = Admission.settle(reserved, used, state.rows, state.clockMs);
    state.rows.put(settled.changedRows(), state.clockMs);
  }

  private long estimate(ReplayedCall call) {
    Long known = call.needs.get(Metric.SPEND);
    if (known != null) {
      return known;
    }
    Estimate estimate = call.ask.unrecorded().needs(EnumSet.of(Metric.SPEND));
    if (estimate.missing() != null) {
      listener.noEstimate(call.tenant(), state.clockMs, estimate.missing());
    }
    return estimate.amounts().getOrDefault(Metric.SPEND, 0L);
  }

  private void keep(String pollingId, Closed call) {
    closed.put(pollingId, call);
    Iterator<Closed> oldest = closed.values().iterator();
    while (oldest.hasNext() && oldest.next().atMs() < call.atMs() - KEPT_MS) {
      oldest.remove();
    }
  }

  /** How many calls it keeps. */
  int size() {
    return closed.size() + ownEnds.size();
  }

  private static long micros(UsageAmounts used) {
    return used.spendMicros() == null ? 0 : used.spendMicros();
  }

  void rewind(long toMs, long fromMs) {
    for (ReplayedCall call : state.calls.values()) {
      if (call.reservation != null) {
        call.reservation = call.reservation.rewound(toMs, fromMs);
      }
    }
  }
}
