package dev.sluice.topology;

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
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.Request;
import dev.sluice.call.Transition;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task that wait for limits, in a queue for each tenant, and the ticks that tell
 * when they are due. Every decision on them is made at the append time of a request or a tick,
 * never at that of an outcome or by the wall clock. Derived from the journal; confined to the
 * stream thread.
 */
final class LimitWaitQueues {
  /** The most calls that one tick admits, except for the rest of a tenant's. */
  private static final int SLICE = 1_000;

  private final GatewayTask task;
  private final Decider decider;
  private final CallStateMachine machine;
  private final GuardedSteps steps;
  private final Continuation next;
  private final Map<String, WaitQueue> queues = new TreeMap<>();

  /** The tick that was requested and not read yet, and when to request it again. */
  private @Nullable Instant asked;

  private Instant askAgain = Instant.MAX;

  /** What happens to a call that stops waiting. */
  interface Continuation {
    void admitted(JournalEntry queued, SourcePosition position);

    void ended(JournalEntry entry, Transition step, SourcePosition position);
  }

  LimitWaitQueues(
      GatewayTask task,
      Decider decider,
      CallStateMachine machine,
      GuardedSteps steps,
      Continuation next) {
    this.task = task;
    this.decider = decider;
    this.machine = machine;
    this.steps = steps;
    this.next = next;
  }

  /** The call was found waiting in the journal. */
  void found(Call call) {
    queue(call.tenant()).add(waiting(call));
  }

  /** All calls were found: check what has room, and what waits for what. */
  void begin() {
    queues.values().forEach(this::ask);
    tellHowMany();
  }

  /** Reports how many wait. */
  void tellHowMany() {
    int calls = queues.values().stream().mapToInt(WaitQueue::size).sum();
    task.listener().waiting(task.partition(), calls);
  }

  /** Adds a call that was just decided on and has to wait. */
  void add(Call call, Policy policy, Decision.Waiting decision, DecisionTime at) {
    WaitQueue queue = queue(call.tenant());
    queue.add(waiting(call), policy, decision.needs(), decision.otherwise().limits(), at);
    ask(queue);
  }

  /** Removes the call, if it waits. */
  void forget(Call call) {
    WaitQueue queue = queues.get(call.tenant());
    if (queue != null) {
      queue.remove(call.pollingId());
      dropIfEmpty(call.tenant(), queue);
    }
  }

  /** The tenant's capacity was released, or its policy has changed. */
  void onCapacityFreed(String tenant) {
    WaitQueue queue = queues.get(tenant);
    if (queue != null) {
      queue.onCapacityFreed();
      ask(queue);
    }
  }

  /** Forgets all computed release times and recomputes them. */
  void lookAgain() {
    queues.values().forEach(WaitQueue::onCapacityFreed);
    queues.values().forEach(this::ask);
  }

  /** A request of the tenant was admitted that did not wait. */
  void onCapacityTaken(String tenant) {
    WaitQueue queue = queues.get(tenant);
    if (queue != null) {
      queue.onCapacityTaken();
    }
  }

  int size(String tenant) {
    WaitQueue queue = queues.get(tenant);
    return queue == null ? 0 : queue.size();
  }

  /** What a new request must leave to those that wait. */
  PriorClaims ahead(String tenant, Request request) {
    WaitQueue queue = queues.get(tenant);
    return queue == null
        ? PriorClaims.NOBODY
        : queue.ahead(
            new ScopeValue(tenant, request.keyId(), request.model(), request.user()),
            request.rank());
  }

  /** Admits the tenant's calls that are due, before anything else of the tenant is decided. */
  void admitDue(String tenant, DecisionTime at, SourcePosition position) {
    WaitQueue queue = queues.get(tenant);
    if (queue != null) {
      admitDue(tenant, queue, at, position);
      ask(queue);
    }
  }

  /** A tick was read: admits all calls that are due. */
  void tick(DecisionTime at, SourcePosition position) {
    asked = null;
    int before = 0;
    int after = 0;
    for (Map.Entry<String, WaitQueue> each : new ArrayList<>(queues.entrySet())) {
      if (before - after < SLICE) {
        before += each.getValue().size();
        admitDue(each.getKey(), each.getValue(), at, position);
        after += each.getValue().size();
      }
    }
    queues.values().forEach(this::ask);
  }

  /** Requests another tick if none came; a lost one must not keep calls waiting. */
  void remind(Instant now) {
    if (asked != null && !now.isBefore(askAgain)) {
      asked = null;
      queues.values().forEach(this::ask);
    }
  }

  private void admitDue(String tenant, WaitQueue queue, DecisionTime at, SourcePosition position) {
    Policy policy = task.policyInForce(tenant);
    if (policy == null) {
      for (WaitingRequest waiting : queue.inOrder()) {
        end(waiting, Decider.noPolicy(tenant), position);
        queue.remove(waiting.id());
      }
    } else if (queue.isDue(policy, at)) {
      queue.admitDue(policy, task.stores(), at, new Admissions(policy, position));
    }
    dropIfEmpty(tenant, queue);
  }

  private void end(WaitingRequest waiting, Failure failure, SourcePosition position) {
    steps.take(
        waiting.id(),
        (entry, request) -> next.ended(entry, machine.cannotGoOn(entry.call(), failure), position));
  }

  /** How the calls of one tenant are admitted at one record. */
  private final class Admissions implements WaitQueue.Listener {
    private final Policy policy;
    private final SourcePosition position;

    Admissions(Policy policy, SourcePosition position) {
      this.policy = policy;
      this.position = position;
    }

    @Override
    public @Nullable AdmissionRequest needs(WaitingRequest waiting) {
      AtomicReference<@Nullable AdmissionRequest> needs = new AtomicReference<>();
      steps.take(
          waiting.id(),
          (entry, request) -> {
            Decision decision = again(entry, request);
            if (decision instanceof Decision.Eligible eligible) {
              needs.set(eligible.needs());
            } else if (decision instanceof Decision.Refused refused) {
              Transition failed = machine.cannotGoOn(entry.call(), refused.failure());
              next.ended(entry, failed, position);
            }
          });
      return needs.get();
    }

    @Override
    public void admitted(WaitingRequest waiting, LimitDecision.Admitted decision) {
      steps.take(
          waiting.id(),
          (entry, request) -> {
            Decision.Eligible eligible = (Decision.Eligible) again(entry, request);
            Call admitted =
                machine.admitted(
                    entry.call(),
                    eligible.plan(decision),
                    eligible.route(decision),
                    policy.version());
            task.limitsRefused(policy, decision.usedUp(), position);
            task.putLimits(entry.call().tenant(), decision.changedRows(), position);
            next.admitted(
                new JournalEntry(admitted, decision.reservation(), entry.payloadSize()), position);
          });
    }

    private Decision again(JournalEntry entry, SourcePosition request) {
      Call call = entry.call();
      Request payload = task.stores().payload(entry);
      if (payload == null) {
        String lost = "the request's payload is missing from its store";
        return new Decision.Refused(
            new GatewayFailure.Internal(FailureFacts.of(FailureType.INTERNAL, lost)));
      }
      return decider.again(call.tenant(), payload, policy, request.name());
    }

    @Override
    public void infeasible(WaitingRequest waiting, LimitStatus limit) {
      end(waiting, LimitRejections.infeasible(limit).failure(), position);
    }

    @Override
    public void overdue(WaitingRequest waiting) {
      steps.take(
          waiting.id(),
          (entry, request) ->
              next.ended(entry, machine.deadlinePassed(entry.call(), /* sent= */ false), position));
    }

    @Override
    public void evicted(Map<ScopeValue, ScopeRow> rows) {
      task.stores().putLimits(rows);
    }
  }

  private void ask(WaitQueue queue) {
    OptionalLong nextMs = queue.nextMs();
    if (nextMs.isEmpty()) {
      return;
    }
    // a queue that must be checked again, whatever the time, says so with the earliest
    Instant at = Instant.ofEpochMilli(Math.max(0, nextMs.getAsLong()));
    if (asked == null || at.isBefore(asked)) {
      asked = at;
      Instant now = task.now();
      askAgain = (at.isAfter(now) ? at : now).plus(task.settings().lease());
      task.dispatcher().tickAt(task.partition(), at);
    }
  }

  private WaitQueue queue(String tenant) {
    return queues.computeIfAbsent(tenant, unused -> new WaitQueue());
  }

  private void dropIfEmpty(String tenant, WaitQueue queue) {
    if (queue.size() == 0) {
      queues.remove(tenant);
    }
  }

  private static WaitingRequest waiting(Call call) {
    AcceptedRequest request = call.request();
    return new WaitingRequest(
        call.pollingId(),
        call.rank(),
        request.offset(),
        call.deadline().toEpochMilli(),
        new ScopeValue(request.tenant(), request.keyId(), request.model(), request.user()));
  }
}
