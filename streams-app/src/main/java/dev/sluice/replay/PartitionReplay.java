package dev.sluice.replay;

import dev.sluice.admission.Admission;
import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Metric;
import dev.sluice.admission.OnBudget;
import dev.sluice.admission.Policy;
import dev.sluice.admission.WaitingRequest;
import dev.sluice.replay.RecordedEvent.Accepted;
import dev.sluice.replay.RecordedEvent.ClockPutBack;
import dev.sluice.replay.RecordedEvent.Decided;
import dev.sluice.replay.RecordedEvent.Ended;
import dev.sluice.replay.RecordedEvent.Late;
import dev.sluice.replay.RecordedEvent.Moved;
import dev.sluice.replay.RecordedEvent.PolicyTaken;
import dev.sluice.replay.RecordedEvent.Released;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides the requests of one partition again, with the limiter that decided them: each at its own
 * append time, in the recorded order of requests, policies and ends of calls. Holds the rows of the
 * limits and the calls that are open, and nothing of those that have ended. Not thread-safe.
 */
public final class PartitionReplay {
  private final Rules rules;
  private final ReplayListener listener;
  private final State state;
  private final Turns turns;
  private final Settlements settlements;
  private final List<String> admitted = new ArrayList<>();

  public PartitionReplay(Rules rules, ReplayListener listener) {
    this.rules = rules;
    this.listener = listener;
    this.state = new State(rules, listener);
    this.turns = new Turns(state, this::hasTurn);
    this.settlements = new Settlements(state, turns, listener);
  }

  /**
   * The next record of the requests topic.
   *
   * @param events what was recorded at it
   */
  public void arrival(Arrival arrival, List<RecordedEvent> events) {
    Step step = new Step(events);
    if (step.isEmpty() && !arrival.tick()) {
      // it belonged in another partition
      return;
    }
    until(arrival.atMs());
    state.clockMs = Math.max(state.clockMs, arrival.atMs());
    DecisionTime at = new DecisionTime(arrival.atMs(), state.clockMs);
    List<String> recorded = step.turns(state.calls);
    admitted.clear();
    if (arrival.tick()) {
      turns.tick(at, step);
    } else if (arrival.tenant() != null) {
      turns.admitDue(arrival.tenant(), at, step);
    }
    compare(recorded, events);
    step.rest().forEach(this::event);
    Decided decided = step.decided();
    if (decided != null) {
      Verdict verdict = decide(arrival, decided, at);
      if (arrival.tenant() != null) {
        listener.decided(arrival.tenant(), decided.place(), decided.verdict(), verdict);
      }
    }
    step.after().forEach(this::event);
  }

  /** The next event that followed from no record of the requests topic. */
  public void event(RecordedEvent event) {
    if (event instanceof Moved moved) {
      moved(moved);
    } else if (event instanceof Ended ended) {
      settlements.ended(ended);
    } else if (event instanceof Late late) {
      settlements.late(late);
    } else if (event instanceof Released released) {
      settlements.released(released.pollingId());
    } else if (event instanceof PolicyTaken taken) {
      policy(taken.tenant(), taken.policy());
    } else if (event instanceof ClockPutBack back) {
      rewind(back.toMs());
    }
  }

  /** A policy was in force before anything that is replayed. */
  public void policy(String tenant, @Nullable Policy policy) {
    if (policy == null) {
      state.policies.remove(tenant);
    } else {
      state.policies.put(tenant, policy);
    }
    turns.freed(tenant);
  }

  /** How many rows and calls it keeps. */
  int size() {
    return state.rows.size() + state.calls.size() + settlements.size();
  }

  /** What happens in the replay alone. */
  private void until(long atMs) {
    if (!rules.areOthers()) {
      return;
    }
    long ticked = Long.MIN_VALUE;
    while (true) {
      long end = settlements.nextOwnMs().orElse(Long.MAX_VALUE);
      long turn = Math.max(state.clockMs, turns.nextMs().orElse(Long.MAX_VALUE));
      if (Math.min(end, turn) > atMs) {
        return;
      }
      if (end <= turn) {
        settlements.endNextOwn();
      } else if (turn == ticked) {
        return;
      } else {
        ticked = turn;
        state.clockMs = Math.max(state.clockMs, turn);
        turns.othersDue(DecisionTime.at(state.clockMs));
      }
    }
  }

  private void hasTurn(ReplayedCall call, Step step) {
    admitted.add(call.id());
    Ended atOnce = step.takeEndAtOnce(call.id());
    if (atOnce != null) {
      state.change(call, () -> call.recorded = Stage.QUEUED);
      settlements.ended(atOnce);
    } else if (call.endedWith != null) {
      settlements.endAsRecorded(call, state.clockMs);
    } else if (call.recorded == Stage.NONE) {
      settlements.endLikeOthers(call, state.clockMs);
    }
  }

  private void compare(List<String> recorded, List<RecordedEvent> events) {
    if (recorded.equals(admitted)) {
      return;
    }
    Place place = events.isEmpty() ? new Place(-1, -1, -1, state.clockMs) : events.get(0).place();
    List<String> only = new ArrayList<>(admitted);
    only.removeAll(recorded);
    only.forEach(id -> listener.otherTurn(tenant(id), place, id, true));
    List<String> not = new ArrayList<>(recorded);
    not.removeAll(admitted);
    not.forEach(id -> listener.otherTurn(tenant(id), place, id, false));
    if (only.isEmpty() && not.isEmpty()) {
      // the same ones, in another order
      listener.otherTurn(tenant(recorded.get(0)), place, recorded.get(0), false);
    }
  }

  private String tenant(String id) {
    ReplayedCall call = state.calls.get(id);
    return call == null ? "" : call.tenant();
  }

  private void moved(Moved moved) {
    ReplayedCall call = state.calls.get(moved.pollingId());
    if (call != null) {
      if (call.recorded == Stage.WAITING) {
        call.admittedMs = moved.place().atMs();
      }
      state.change(call, () -> call.recorded = moved.stage());
      call.started = Math.max(call.started, moved.attempt());
    }
  }

  private void rewind(long toMs) {
    long fromMs = state.clockMs;
    state.rows.rewind(toMs, fromMs);
    settlements.rewind(toMs, fromMs);
    state.clockMs = Math.min(state.clockMs, toMs);
    turns.lookAgain();
  }

  private Verdict decide(Arrival arrival, Decided event, DecisionTime at) {
    Verdict was = event.verdict();
    Ask ask = arrival.ask();
    if (was.kind() == Verdict.Kind.OTHER || ask == null) {
      return was;
    }
    String tenant = ask.tenant();
    Policy policy = state.inForce(tenant, at.appendedMs());
    if (was.kind() == Verdict.Kind.DENIED && !deniedByPolicyAlone(ask, at)) {
      return was;
    }
    if (policy == null || !State.isGranted(policy, ask)) {
      return Verdict.DENIED;
    }
    Map<Metric, Long> known = new HashMap<>();
    was.limits().forEach(limit -> known.put(limit.limit().metric(), limit.requested()));
    // what was met by limits may be what it became on its tenant's budget
    known.putAll(event.needs());
    AdmissionRequest needs = state.needs(ask, known, policy);
    if (needs == null) {
      return Verdict.DENIED;
    }
    boolean full =
        state.queued(tenant) + turns.size(tenant) >= policy.maxQueued().orElse(rules.maxQueued());
    if (full && was.kind() == Verdict.Kind.QUEUE_FULL) {
      // as recorded: nobody knows any more whether the call would have started at once
      return Verdict.QUEUE_FULL;
    }
    OnBudget recorded = state.recorded(tenant, event.onBudget());
    LimitDecision decision = Admission.decide(policy, needs, turns.ahead(ask), state.rows, at);
    if (!(decision instanceof LimitDecision.Admitted)) {
      boolean told = was.kind() == Verdict.Kind.LIMITED || was.kind() == Verdict.Kind.WAITING;
      boolean estimates = !told || rules.isOther(tenant, at.appendedMs());
      OnBudget instead = State.onBudget(ask, recorded, policy, estimates);
      if (instead != null) {
        needs = needs.with(instead);
        decision = Admission.decide(policy, needs, turns.ahead(ask), state.rows, at);
      }
    }
    ReplayedCall call = call(arrival, event, known, recorded);
    if (decision instanceof LimitDecision.Admitted taken) {
      open(call, taken, at);
      return Verdict.of(Verdict.Kind.ADMITTED, taken.limits());
    }
    if (decision instanceof LimitDecision.Infeasible infeasible) {
      return Verdict.of(Verdict.Kind.LIMITED, List.of(infeasible.limit()));
    }
    List<LimitStatus> exceeded = exceeded(decision);
    if (!ask.waits() || !exceeded.get(0).mayHaveRoomBefore(call.request.deadlineMs(), at)) {
      return Verdict.of(Verdict.Kind.LIMITED, exceeded);
    }
    if (full) {
      return Verdict.QUEUE_FULL;
    }
    state.calls.put(call.id(), call);
    turns.add(call, policy, needs, exceeded, at);
    return Verdict.of(Verdict.Kind.WAITING, exceeded);
  }

  private List<LimitStatus> exceeded(LimitDecision decision) {
    if (decision instanceof LimitDecision.TooManyValues tooMany) {
      state.rows.put(tooMany.changedRows(), state.clockMs);
      return List.of(tooMany.limit());
    }
    return ((LimitDecision.Rejected) decision).exceeded();
  }

  private boolean deniedByPolicyAlone(Ask ask, DecisionTime at) {
    Policy recorded = state.policies.getOrDefault(ask.tenant(), rules.otherwise());
    return rules.isOther(ask.tenant(), at.appendedMs())
        && (recorded == null || !State.isGranted(recorded, ask));
  }

  private static ReplayedCall call(
      Arrival arrival, Decided event, Map<Metric, Long> known, @Nullable OnBudget onBudget) {
    Ask ask = Objects.requireNonNull(arrival.ask());
    Accepted accepted = event instanceof Accepted its ? its : null;
    WaitingRequest request =
        new WaitingRequest(
            accepted == null ? "@" + arrival.offset() : accepted.pollingId(),
            ask.rank(),
            arrival.offset(),
            accepted == null ? ask.unrecorded().deadlineMs() : accepted.deadlineMs(),
            ask.scope());
    ReplayedCall call =
        new ReplayedCall(
            request, ask, known, onBudget, accepted == null ? Stage.NONE : accepted.stage());
    call.started = accepted == null ? 0 : accepted.attempt();
    call.admittedMs = event.place().atMs();
    return call;
  }

  private void open(ReplayedCall call, LimitDecision.Admitted taken, DecisionTime at) {
    state.rows.put(taken.changedRows(), state.clockMs);
    state.change(call, () -> call.reservation = taken.reservation());
    if (taken.onBudget() && call.onBudget != null) {
      call.needs.putAll(call.onBudget.amounts());
    }
    state.calls.put(call.id(), call);
    turns.taken(call.tenant());
    if (call.recorded == Stage.NONE) {
      settlements.endLikeOthers(call, at.clockMs());
    }
  }
}
