package dev.sluice.topology;

import com.google.common.collect.Comparators;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.Dispatcher;
import dev.sluice.wire.AttemptsMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the deadlines of one task's calls and the owners of their attempts. Derived from the
 * journal; confined to the stream thread.
 */
final class CallTimers {
  /** The most calls that one sweep ends, so that it stays within its transaction. */
  private static final int SLICE = 1_000;

  private final Dispatcher dispatcher;
  private final CatchUp catchUp;
  private final Duration lease;
  private final Instant since;
  private final OwnerSigns signs;
  private final Deadlines deadlines = new Deadlines();
  private final Leases leases;

  /** Calls whose deadline passed before the task had caught up. */
  private final List<String> deferred = new ArrayList<>();

  /**
   * @param since when the task was initialized
   */
  CallTimers(
      Dispatcher dispatcher, CatchUp catchUp, Duration lease, OwnerSigns signs, Instant since) {
    this.dispatcher = dispatcher;
    this.catchUp = catchUp;
    this.lease = lease;
    this.signs = signs;
    this.since = since;
    this.leases = new Leases(lease);
  }

  /** A call of the journal at the task's initialization. */
  void found(Call call) {
    await(call);
    if (call.state() instanceof CallState.InFlight out) {
      if (!out.ownerId().equals(dispatcher.ownerId())) {
        foundElsewhere(out, call.pollingId());
      } else if (!dispatcher.isLive(out.attemptId())) {
        // its start was never committed as far as this process knows: there is no lease to wait
        // for, and this process's own heartbeats must not prolong one
        leases.lost(out, call.pollingId());
      }
    }
  }

  private void foundElsewhere(CallState.InFlight out, String pollingId) {
    if (signs.hasEnded(out.ownerId())) {
      leases.lost(out, pollingId);
    } else {
      Instant lastHeard = Comparators.max(out.since(), signs.lastHeard(out.ownerId()));
      leases.found(out, pollingId, Comparators.min(lastHeard, since));
    }
  }

  /** Sets a timer for the call's deadline, or for the end of its wait, which is earlier. */
  void await(Call call) {
    Instant at =
        call.state() instanceof CallState.Parked parked ? parked.notBefore() : call.deadline();
    deadlines.set(call.pollingId(), at);
  }

  void attemptEnded(CallState.InFlight attempt, Call call) {
    leases.ended(attempt, call.pollingId());
  }

  void ended(Call call) {
    deadlines.remove(call.pollingId());
  }

  void heard(AttemptsMessage.OwnerAlive sign, Instant now) {
    Instant at = Comparators.min(sign.at(), now);
    if (sign.attemptIds() == null || !sign.attemptIds().isEmpty()) {
      // as it says: another reader's clock may be ahead of this one, and must not find it silent
      signs.heard(sign.ownerId(), sign.at());
    }
    // a task that has caught up may be behind again, and the next sign be on the topic already
    leases.heard(sign.ownerId(), sign.attemptIds(), catchUp.isDone() ? now : at);
  }

  void dead(String ownerId) {
    signs.ended(ownerId);
    leases.dead(ownerId);
  }

  /** Drops signs that no lease depends on any more. */
  void tidy(Instant now) {
    if (catchUp.isDone()) {
      signs.forgetUntil(now.minus(lease));
    }
  }

  /** The attempts that nobody makes; none before the task has caught up. */
  List<Leases.Lost> takeLost(Instant now) {
    return catchUp.isDone() ? leases.takeExpired(now) : List.of();
  }

  /** The calls that may be due; see {@link #isOver}. */
  List<String> takeDue(Instant now) {
    if (catchUp.isDone()) {
      deferred.forEach(pollingId -> deadlines.set(pollingId, now));
      deferred.clear();
    }
    return deadlines.take(now, SLICE);
  }

  /**
   * Whether a call that was due has to end; if not, it will be due again. An attempt ends at its
   * call's deadline automatically, and its outcome may take a while: only if its owner is silent,
   * or says that it holds the attempt and never ends it, does the call end here, a lease later. The
   * same holds for a call whose answer may be unread.
   */
  boolean isOver(Call call, Instant now) {
    Instant end = call.deadline();
    if (call.state() instanceof CallState.InFlight) {
      end = end.plus(lease);
    }
    if (catchUp.holds(call) && end.isBefore(since.plus(lease))) {
      end = since.plus(lease);
      deferred.add(call.pollingId());
    }
    if (now.isBefore(end)) {
      deadlines.set(call.pollingId(), end);
      return false;
    }
    return true;
  }
}
