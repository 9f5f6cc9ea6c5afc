package dev.sluice.topology;

import dev.sluice.admission.Admission;
import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Settlement;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallMachine;
import dev.sluice.call.CallState;
import dev.sluice.call.Credit;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Request;
import dev.sluice.call.Routes;
import dev.sluice.call.Step;
import dev.sluice.call.Target;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Intervention;
import dev.sluice.v1.CompletionResult;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task: applies what the call machine decides to the stores, hands attempts to the
 * dispatcher within the task's credit, and emits what clients read. Everything in memory is derived
 * from the journal store in {@link #restore}. Confined to the stream thread.
 */
final class Journal {
  private static final int SWEEP_SLICE = 1_000;

  /** So that a backlog that is overdue all at once doesn't outlast the transaction. */
  private static final int PUMP_SLICE = 1_000;

  private final GatewaySettings settings;
  private final GatewayStores stores;
  private final Output output;
  private final Dispatcher dispatcher;
  private final Routes routes;
  private final CallMachine machine;
  private final Supplier<Instant> clock;

  private final CallQueue queue = new CallQueue();
  private final Deadlines deadlines = new Deadlines();
  private final Leases leases;

  /** Calls that nobody owns any more; the next sweep takes them up. */
  private final Set<String> lost = new LinkedHashSet<>();

  /** Held by every call that is owned. */
  private final TaskCredit credit;

  Journal(
      GatewaySettings settings,
      GatewayStores stores,
      Output output,
      Dispatcher dispatcher,
      Routes routes,
      Supplier<Instant> clock) {
    this.settings = settings;
    this.stores = stores;
    this.output = output;
    this.dispatcher = dispatcher;
    this.routes = routes;
    this.machine = new CallMachine(settings.maxAttempts(), routes);
    this.clock = clock;
    this.leases = new Leases(settings.lease());
    this.credit = new TaskCredit(new Credit(settings.taskCredit(), settings.taskCreditBytes()));
  }

  /**
   * Finds out where every call stands. Runs in {@code init()}, when all stores are restored;
   * changes nothing, since nothing can be written there. A live call of this process is adopted; a
   * lost one is taken up by the next sweep; another process's call keeps its lease.
   */
  void restore() {
    Instant now = clock.get();
    stores.eachJournal(
        entry -> {
          Call call = entry.call();
          boolean parked = call.state() instanceof CallState.Parked;
          deadlines.set(call.pollingId(), parked ? notBefore(call) : call.deadline());
          if (call.state() instanceof CallState.Queued) {
            queue.add(call, entry.payloadSize());
          } else if (call.state() instanceof CallState.Owned owner) {
            take(entry);
            boolean mine = owner.epoch().equals(dispatcher.epoch());
            if (!mine) {
              leases.found(owner.epoch(), call.pollingId(), now);
            } else if (!dispatcher.isLive(owner.attemptId())) {
              // its start was never committed as far as this process knows: no lease to wait for,
              // and none that this process's own signs of life could prolong
              lost.add(call.pollingId());
            }
          }
        });
  }

  /**
   * How many of the tenant's calls are queued, where one more of this size would have to queue too;
   * empty where it could start at once.
   */
  OptionalInt queued(String tenant, int payloadSize) {
    return startsAtOnce(payloadSize) ? OptionalInt.empty() : OptionalInt.of(queue.size(tenant));
  }

  private boolean startsAtOnce(int payloadSize) {
    return queue.isEmpty() && credit.covers(payloadSize);
  }

  @Nullable JournalEntry find(String pollingId) {
    return stores.journal(pollingId);
  }

  void ownerAlive(String epoch) {
    leases.heard(epoch, clock.get());
  }

  /** Takes up a call whose request was just admitted, and emits its polling ID. */
  void accept(
      JournalEntry entry,
      Request request,
      byte[] payload,
      List<LimitStatus> limits,
      List<Intervention> interventions,
      Position position) {
    Call call = entry.call();
    stores.putPayload(call.pollingId(), payload);
    deadlines.set(call.pollingId(), call.deadline());
    boolean start = startsAtOnce(entry.payloadSize());
    JournalEntry next = start ? started(entry) : entry;
    output.polling(
        Events.accepted(
            next.call(), limits, interventions, clock.get(), position.source(stores.nextSeq())),
        call.traceparent());
    if (start) {
      own(next, request, position);
    } else {
      stores.putJournal(entry);
      queue.add(call, entry.payloadSize());
      pump(position);
    }
  }

  /** An attempt's outcome came back for a call that has not ended. */
  void outcome(JournalEntry entry, AttemptReport report, Position position) {
    Step step = machine.outcome(entry.call(), report, dispatcher.health(), clock.get());
    if (!(step instanceof Step.Ignored || step instanceof Step.Noted)
        && entry.call().state() instanceof CallState.Owned owner
        && !owner.attemptId().equals(report.attemptId())) {
      // the first last word wins; what the newer attempt still costs can be saved
      dispatcher.cancel(owner.attemptId());
    }
    apply(entry, step, position);
    pump(position);
  }

  /** The client wants no answer any more. */
  void cancel(JournalEntry entry, Failure cancelled, Position position) {
    if (entry.call().state() instanceof CallState.Owned owner) {
      dispatcher.cancel(owner.attemptId());
    }
    apply(entry, new Step.Failed(cancelled, entry.call().ended()), position);
    pump(position);
  }

  /** The call can't go on, for a reason that is not the provider's. */
  void fail(JournalEntry entry, Failure failure, Position position) {
    apply(entry, new Step.Failed(failure, entry.call().ended()), position);
  }

  /**
   * Looks at deadlines, ends of waits and leases, and starts what has been queued by an earlier
   * owner.
   */
  void sweep() {
    Instant now = clock.get();
    for (String pollingId : deadlines.take(now, SWEEP_SLICE)) {
      JournalEntry entry = stores.journal(pollingId);
      if (entry != null) {
        overdue(entry, now);
      }
    }
    lost.addAll(leases.takeExpired(now));
    for (String pollingId : List.copyOf(lost)) {
      JournalEntry entry = stores.journal(pollingId);
      if (entry != null) {
        apply(entry, machine.ownerLost(entry.call(), now), at(entry));
      }
    }
    lost.clear();
    stores.dropIdleLimits(SWEEP_SLICE);
    pump(null);
  }

  /**
   * An attempt ends at its call's deadline by itself; only when its owner is silent it is ended
   * here. What is due of a parked call is its next attempt.
   */
  private void overdue(JournalEntry entry, Instant now) {
    Call call = entry.call();
    Instant grace = call.deadline().plus(settings.lease());
    if (call.state() instanceof CallState.Owned && now.isBefore(grace)) {
      deadlines.set(call.pollingId(), grace);
    } else if (call.state() instanceof CallState.Parked && now.isBefore(call.deadline())) {
      deadlines.set(call.pollingId(), call.deadline());
      goOn(entry.with(machine.unparked(call)), at(entry));
    } else {
      apply(entry, machine.deadlinePassed(call), at(entry));
    }
  }

  private void apply(JournalEntry entry, Step step, Position position) {
    if (step instanceof Step.Ignored) {
      return;
    }
    if (step instanceof Step.Noted noted) {
      stores.putJournal(entry.with(noted.call()));
      return;
    }
    disown(entry);
    if (step instanceof Step.GoesOn next) {
      if (next.call().state() instanceof CallState.Parked) {
        park(entry.with(next.call()), position);
      } else {
        goOn(entry.with(next.call()), position);
      }
    } else if (step instanceof Step.Answered answered) {
      answered(entry, answered, position);
    } else if (step instanceof Step.Failed failed) {
      failed(entry, failed, position);
    }
  }

  private void answered(JournalEntry entry, Step.Answered answered, Position position) {
    Call call = entry.call();
    Settlement settled = settlement(entry, answered.attempts());
    CompletionResult result =
        Events.result(call, answered, settled, clock.get(), position.source(stores.nextSeq()));
    long excess = output.excess(result, call.traceparent());
    if (excess > 0) {
      failed(entry, new Step.Failed(tooLarge(answered, excess), answered.attempts()), position);
    } else {
      close(entry, answered.attempts(), settled);
      output.result(result, call.traceparent());
    }
  }

  private void failed(JournalEntry entry, Step.Failed failed, Position position) {
    Call call = entry.call();
    Settlement settled = settlement(entry, failed.attempts());
    close(entry, failed.attempts(), settled);
    output.error(
        Events.failed(call, failed, settled, clock.get(), position.source(stores.nextSeq())),
        call.traceparent());
  }

  /** Another try would be paid for again, and be too large again. */
  private static Failure tooLarge(Step.Answered answered, long excess) {
    FailureFacts facts =
        FailureFacts.of(
            FailureType.INTERNAL,
            "the answer's record is "
                + excess
                + " bytes larger than the results topic takes; raise topics.max_record_size, and"
                + " max.message.bytes of the topics");
    return new GatewayFailure.Internal(facts.at(null, null, answered.target()));
  }

  private void park(JournalEntry parked, Position position) {
    Call call = parked.call();
    stores.putJournal(parked);
    deadlines.set(call.pollingId(), notBefore(call));
    output.polling(
        Events.status(call, clock.get(), position.source(stores.nextSeq())), call.traceparent());
  }

  /** Earlier than its deadline. */
  private static Instant notBefore(Call parked) {
    return ((CallState.Parked) parked.state()).notBefore();
  }

  private void goOn(JournalEntry queued, Position position) {
    if (credit.covers(queued.payloadSize())) {
      start(queued, position);
    } else {
      stores.putJournal(queued);
      queue.add(queued.call(), queued.payloadSize());
    }
  }

  /** Starts queued calls, tenant by tenant, while there is credit. */
  private void pump(@Nullable Position position) {
    for (int i = 0; i < PUMP_SLICE; i++) {
      String pollingId = queue.poll(credit::covers);
      if (pollingId == null) {
        return;
      }
      JournalEntry entry = stores.journal(pollingId);
      if (entry != null) {
        start(entry, position == null ? at(entry) : position);
      }
    }
  }

  private void start(JournalEntry entry, Position position) {
    Instant now = clock.get();
    if (!now.isBefore(entry.call().deadline())) {
      apply(entry, machine.deadlinePassed(entry.call()), position);
      return;
    }
    JournalEntry next = started(entry);
    output.polling(
        Events.status(next.call(), now, position.source(stores.nextSeq())),
        next.call().traceparent());
    own(next, stores.payload(entry.call().pollingId()), position);
  }

  private JournalEntry started(JournalEntry entry) {
    String epoch = dispatcher.epoch();
    return entry.with(machine.start(entry.call(), epoch, dispatcher.health(), clock.get()));
  }

  private void own(JournalEntry entry, @Nullable Request request, Position position) {
    Call call = entry.call();
    stores.putJournal(entry);
    take(entry);
    Target target = routes.target(call.stop().target());
    Policy policy = stores.policyInForce(call.tenant(), settings.defaultPolicy());
    String attemptId = ((CallState.Owned) call.state()).attemptId();
    if (target == null) {
      AttemptReport report = notConfigured(call, attemptId);
      apply(entry, machine.outcome(call, report, dispatcher.health(), clock.get()), position);
    } else if (request == null) {
      FailureFacts lost =
          FailureFacts.of(FailureType.INTERNAL, "the request's payload is missing from its store");
      apply(entry, new Step.Failed(new GatewayFailure.Internal(lost), call.ended()), position);
    } else if (policy == null) {
      // nobody can say any more which guardrails its answer needs
      FailureFacts gone =
          FailureFacts.of(
              FailureType.ACCESS_DENIED,
              "the policy of tenant " + call.tenant() + " was withdrawn");
      apply(entry, new Step.Failed(new PolicyFailure.AccessDenied(gone), call.ended()), position);
    } else {
      dispatcher.startAfterCommit(
          new Attempt(
              attemptId,
              call.pollingId(),
              call.tenant(),
              call.partition(),
              call.started(),
              target,
              call.stop().sampling(),
              request,
              call.deadline(),
              call.traceparent(),
              entry.payloadSize(),
              policy.guardrails().stream().filter(GuardrailRule::isOfAttempts).toList()));
    }
  }

  /** A target that was planned before a restart, and that the configuration has no more. */
  private AttemptReport notConfigured(Call call, String attemptId) {
    String target = call.stop().target();
    FailureFacts facts =
        FailureFacts.of(
            FailureType.UNKNOWN_PROVIDER, "target " + target + " is not configured any more");
    return new AttemptReport(
        dispatcher.epoch(),
        call.pollingId(),
        attemptId,
        call.started(),
        target,
        "",
        "",
        null,
        clock.get(),
        new Outcome.Failed(new ProviderFailure.UnknownProvider(facts.at(null, null, target))));
  }

  /** To be written by {@link #close}: settling twice would charge twice. */
  private Settlement settlement(JournalEntry entry, List<EndedAttempt> attempts) {
    return Admission.settle(entry.reservation(), Meter.used(attempts), stores, stores.clockMs());
  }

  private void close(JournalEntry entry, List<EndedAttempt> attempts, Settlement settled) {
    String pollingId = entry.call().pollingId();
    queue.remove(pollingId);
    deadlines.remove(pollingId);
    stores.putLimits(settled.changedRows());
    stores.close(ClosedCall.of(entry, attempts.stream().map(EndedAttempt::attemptId).toList()));
  }

  private void take(JournalEntry owned) {
    credit.take(owned);
    queue.started(owned.call().tenant());
  }

  private void disown(JournalEntry entry) {
    Call call = entry.call();
    if (call.state() instanceof CallState.Owned owner) {
      credit.giveBack(call.pollingId());
      queue.ended(call.tenant());
      // whatever comes next is not lost: an outcome may be read before the sweep
      lost.remove(call.pollingId());
      leases.ended(owner.epoch(), call.pollingId());
    }
  }

  /** What follows from time alone follows from the request. */
  private Position at(JournalEntry entry) {
    Call call = entry.call();
    return new Position(settings.topics().requests(), call.partition(), call.offset());
  }
}
