package dev.sluice.replay;

import dev.sluice.admission.AdmissionRequest;
import dev.sluice.admission.DecisionTime;
import dev.sluice.admission.LimitDecision;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Policy;
import dev.sluice.admission.PriorClaims;
import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.WaitQueue;
import dev.sluice.admission.WaitingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The calls of one partition that wait for limits. Not thread-safe. */
final class Turns {
  /** The most calls that one tick admits, except for the rest of a tenant's: as in the gateway. */
  private static final int SLICE = 1_000;

  private final State state;
  private final BiConsumer<ReplayedCall, Step> admitted;
  private final Map<String, WaitQueue> queues = new TreeMap<>();

  /**
   * @param admitted told of a call that has got its turn
   */
  Turns(State state, BiConsumer<ReplayedCall, Step> admitted) {
    this.state = state;
    this.admitted = admitted;
  }

  int size(String tenant) {
    WaitQueue queue = queues.get(tenant);
    return queue == null ? 0 : queue.size();
  }

  PriorClaims ahead(Ask ask) {
    WaitQueue queue = queues.get(ask.tenant());
    return queue == null ? PriorClaims.NOBODY : queue.ahead(ask.scope(), ask.rank());
  }

  void add(
      ReplayedCall call,
      Policy policy,
      AdmissionRequest needs,
      List<LimitStatus> limits,
      DecisionTime at) {
    queues
        .computeIfAbsent(call.tenant(), unused -> new WaitQueue())
        .add(call.request, policy, needs, limits, at);
  }

  void remove(ReplayedCall call) {
    WaitQueue queue = queues.get(call.tenant());
    if (queue != null) {
      queue.remove(call.id());
      dropIfEmpty(call.tenant(), queue);
    }
  }

  void freed(String tenant) {
    WaitQueue queue = queues.get(tenant);
    if (queue != null) {
      queue.onCapacityFreed();
    }
  }

  void taken(String tenant) {
    WaitQueue queue = queues.get(tenant);
    if (queue != null) {
      queue.onCapacityTaken();
    }
  }

  void lookAgain() {
    queues.values().forEach(WaitQueue::onCapacityFreed);
  }

  /** The time of the earliest turn by another policy than the recorded one; empty for none. */
  OptionalLong nextMs() {
    long next = Long.MAX_VALUE;
    for (Map.Entry<String, WaitQueue> each : queues.entrySet()) {
      if (state.rules.isOther(each.getKey(), state.clockMs)) {
        next = Math.min(next, each.getValue().nextMs().orElse(Long.MAX_VALUE));
      }
    }
    return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
  }

  /** Admits what is due by another policy than the recorded one, where no tick was recorded. */
  void othersDue(DecisionTime at) {
    for (String tenant : List.copyOf(queues.keySet())) {
      if (state.rules.isOther(tenant, at.clockMs())) {
        admitDue(tenant, at, Step.EMPTY);
      }
    }
  }

  void tick(DecisionTime at, Step step) {
    lookAgain(step);
    int before = 0;
    int after = 0;
    for (Map.Entry<String, WaitQueue> each : new ArrayList<>(queues.entrySet())) {
      if (before - after < SLICE) {
        before += each.getValue().size();
        admitDue(each.getKey(), each.getValue(), at, step);
        after += each.getValue().size();
      }
    }
  }

  void admitDue(String tenant, DecisionTime at, Step step) {
    lookAgain(step);
    WaitQueue queue = queues.get(tenant);
    if (queue != null) {
      admitDue(tenant, queue, at, step);
    }
  }

  /** A gateway that has been restarted looks at all queues, due or not. */
  private void lookAgain(Step step) {
    Set<String> tenants = step.tenants(state.calls);
    tenants.forEach(this::freed);
  }

  private void admitDue(String tenant, WaitQueue queue, DecisionTime at, Step step) {
    Policy policy = state.inForce(tenant, at.appendedMs());
    if (policy == null) {
      for (WaitingRequest waiting : queue.inOrder()) {
        end(waiting);
        queue.remove(waiting.id());
      }
    } else if (queue.isDue(policy, at)) {
      queue.admitDue(policy, state.rows, at, new Admissions(policy, step));
    }
    dropIfEmpty(tenant, queue);
  }

  private void end(WaitingRequest waiting) {
    state.forget(call(waiting));
    freed(waiting.scope().tenant());
  }

  private ReplayedCall call(WaitingRequest waiting) {
    return Objects.requireNonNull(state.calls.get(waiting.id()));
  }

  private void dropIfEmpty(String tenant, WaitQueue queue) {
    if (queue.size() == 0) {
      queues.remove(tenant);
    }
  }

  /** How the calls of one tenant are admitted at one record. */
  private final class Admissions implements WaitQueue.Listener {
    private final Policy policy;
    private final Step step;

    Admissions(Policy policy, Step step) {
      this.policy = policy;
      this.step = step;
    }

    @Override
    public @Nullable AdmissionRequest needs(WaitingRequest waiting) {
      ReplayedCall call = call(waiting);
      AdmissionRequest needs =
          State.isGranted(policy, call.ask) ? state.needs(call.ask, call.needs, policy) : null;
      if (needs == null) {
        end(waiting);
      }
      return needs == null
          ? null
          : needs.with(State.onBudget(call.ask, call.onBudget, policy, true));
    }

    @Override
    public void admitted(WaitingRequest waiting, LimitDecision.Admitted decision) {
      ReplayedCall call = call(waiting);
      state.rows.put(decision.changedRows(), state.clockMs);
      state.change(call, () -> call.reservation = decision.reservation());
      admitted.accept(call, step);
    }

    @Override
    public void infeasible(WaitingRequest waiting, LimitStatus limit) {
      end(waiting);
    }

    @Override
    public void overdue(WaitingRequest waiting) {
      end(waiting);
    }

    @Override
    public void evicted(Map<ScopeValue, ScopeRow> rows) {
      state.rows.put(rows, state.clockMs);
    }
  }
}
