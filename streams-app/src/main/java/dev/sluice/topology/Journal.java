package dev.sluice.topology;

import dev.sluice.admission.DecisionTime;
import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.Transition;
import dev.sluice.failure.Failure;
import dev.sluice.wire.AttemptsMessage;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one task: applies what the call's state machine decides. Everything in memory is
 * derived from the journal store in {@link #restore}. Confined to the stream thread.
 */
final class Journal {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final int TIDIED = 1_000;

  private final GatewayTask task;
  private final CallStateMachine machine;
  private final CatchUp catchUp;
  private final CallTimers timers;
  private final CallStarter starter;
  private final CallCloser closer;
  private final LateOutcomes late;
  private final GuardedSteps steps;
  private final LimitWaitQueues waiting;
  private final BatchRoster roster = new BatchRoster();
  private final SentBatches batches;
  private final BatchGathering gathering;

  Journal(GatewayTask task, Decider decider) {
    this.task = task;
    this.machine = new CallStateMachine(task.settings().maxAttempts(), task.routes());
    this.catchUp = new CatchUp(task.dispatcher(), task.partition(), task.settings().lease());
    this.timers =
        new CallTimers(
            task.dispatcher(),
            catchUp,
            task.settings().lease(),
            task.stores().owners(),
            task.now());
    this.closer = new CallCloser(task);
    this.late = new LateOutcomes(task);
    this.steps = new GuardedSteps(task, this::fail, this::failWithoutSettlement);
    this.batches = new SentBatches(task, timers, steps, roster, new Members());
    this.gathering = new BatchGathering(task, machine, roster, batches);
    this.starter = new CallStarter(task, machine, catchUp, gathering, this::follow);
    this.waiting = new LimitWaitQueues(task, decider, machine, steps, new Continuation());
  }

  /**
   * Finds the state of every call. Runs in {@code init()}, when all stores are restored; changes
   * nothing, since nothing can be written there. Adopts a live call of this process; another
   * process's call keeps what is left of its lease; nothing starts before the task has caught up.
   */
  void restore() {
    task.stores().eachJournal(this::found, steps::isUnreadable);
    batches.begin();
    catchUp.begin(task.now());
    waiting.begin();
  }

  private void found(JournalEntry entry) {
    Call call = entry.call();
    catchUp.found(call);
    timers.found(call);
    batches.found(entry);
    if (call.state() instanceof CallState.Queued) {
      starter.found(entry);
    } else if (call.state() instanceof CallState.InFlight) {
      starter.takeCredit(entry);
    } else if (call.state() instanceof CallState.Waiting) {
      waiting.found(call);
    }
  }

  /** What is queued before a request of the tenant; see {@link #admitDue}. */
  Backlog backlog(Candidate candidate) {
    String tenant = candidate.tenant();
    return new Backlog(
        starter.queued(tenant) + waiting.size(tenant) + roster.size(tenant),
        starter.startsAtOnce(candidate.published().batch(), candidate.payload().length),
        waiting.ahead(tenant, candidate.published()));
  }

  /** Admits the tenant's waiting calls that are due, before one of its requests is decided. */
  void admitDue(String tenant, DecisionTime at, SourcePosition request) {
    waiting.admitDue(tenant, at, request);
  }

  /** A tick arrived: calls of any tenant may be admitted. */
  void tick(DecisionTime at, SourcePosition tick) {
    waiting.tick(at, tick);
    starter.pump(steps, tick);
  }

  /** The clock was put back, so the times that calls wait for are stale. */
  void clockWasReset() {
    waiting.lookAgain();
  }

  /** The policy in force decides what a tenant's waiting calls may spend. */
  void policyChanged(String tenant) {
    waiting.onCapacityFreed(tenant);
  }

  /** A call that has not ended, or whose usage is not settled. */
  @Nullable JournalEntry find(String pollingId) {
    return task.stores().journal(pollingId);
  }

  /** Whether a timer-driven step threw this, rather than the current record. */
  boolean hasThrown(Throwable thrown) {
    return steps.hasThrown(thrown);
  }

  void ownerAlive(AttemptsMessage.OwnerAlive sign) {
    Instant now = task.now();
    timers.heard(sign, now);
    if (catchUp.read(sign.mark())) {
      starter.caughtUp();
      batches.caughtUp();
      takeUp(now);
    }
  }

  /** What the process had under way goes on elsewhere, without waiting for its lease. */
  void ownerDead(String ownerId) {
    if (ownerId.equals(task.dispatcher().ownerId())) {
      log.error(
          "another process takes this one for dead and makes its calls again: it has a copy of its"
              + " state directory, which only one process may ever use");
      return;
    }
    timers.dead(ownerId);
    takeUp(task.now());
  }

  void batchCreated(AttemptsMessage.BatchCreated message) {
    batches.created(message);
  }

  void batchEnded(AttemptsMessage.BatchEnded message) {
    batches.ended(message);
  }

  /** Opens a call whose request was just admitted, and emits its polling ID. */
  void accept(JournalEntry entry, byte[] payload, Candidate candidate, Decision.Accepted decision) {
    Call call = entry.call();
    SourcePosition position = candidate.inbound().position();
    timers.await(call);
    waiting.onCapacityTaken(call.tenant());
    JournalEntry next = kept(starter.admitted(entry), payload);
    task.output()
        .polling(
            EventFactory.accepted(next.call(), decision, null, task.stamp(position)),
            call.request().traceparent());
    starter.accept(next, decision.terms().request(), candidate.policy(), position);
    starter.pump(steps, position);
  }

  /**
   * Keeps the payload in the entry if the call starts at once: that is written twice, but avoids
   * the write to the payload store. If a call has to queue, nobody knows how many others do.
   */
  private JournalEntry kept(JournalEntry entry, byte[] payload) {
    if (entry.call().state() instanceof CallState.Owned
        && payload.length <= JournalEntry.MOST_HELD) {
      return entry.holding(payload);
    }
    task.stores().putPayload(entry.call().pollingId(), payload);
    return entry;
  }

  /** Opens a call whose request has to wait for a limit, and emits its polling ID. */
  void await(JournalEntry entry, byte[] payload, Candidate candidate, Decision.Waiting decision) {
    Call call = entry.call();
    task.stores().putPayload(call.pollingId(), payload);
    task.stores().putJournal(entry);
    timers.await(call);
    waiting.add(call, Objects.requireNonNull(candidate.policy()), decision, candidate.at());
    OptionalLong waitMs = decision.waitMs();
    Instant notBefore =
        waitMs.isEmpty() ? null : candidate.at().appended().plusMillis(waitMs.getAsLong());
    task.output()
        .polling(
            EventFactory.accepted(
                call, decision, notBefore, task.stamp(candidate.inbound().position())),
            call.request().traceparent());
  }

  /** An attempt's outcome arrived for a call that it may change. */
  void outcome(JournalEntry entry, AttemptReport report, SourcePosition position) {
    Call call = entry.call();
    Transition step = machine.outcome(call, report, task.dispatcher().health(), task.now());
    if (step instanceof Transition.Settled) {
      forget(entry);
      late.settle(entry, report, position);
    } else {
      if (!(step instanceof Transition.Ignored || step instanceof Transition.Noted)
          && call.state() instanceof CallState.Owned owner
          && !owner.attemptId().equals(report.attemptId())) {
        // first terminal outcome wins: cancel the newer attempt to save its cost
        task.dispatcher().cancel(owner.attemptId());
      }
      apply(entry, step, position);
    }
    if (!(step instanceof Transition.Ignored)) {
      task.afterCommit(
          () -> {
            task.listener().attemptEnded(report);
            task.tracer().attemptEnded(call, report);
          });
    }
    starter.pump(steps, position);
  }

  /** The client no longer wants an answer. */
  void cancel(JournalEntry entry, Failure cancelled, SourcePosition position) {
    Call call = entry.call();
    Transition step = machine.cancelled(call, cancelled, batches.isSent(call));
    if (call.state() instanceof CallState.Owned owner) {
      task.dispatcher().cancel(owner.attemptId());
    }
    apply(entry, step, position);
    starter.pump(steps, position);
  }

  /** The call can't go on, for a reason that is not the provider's. */
  void fail(JournalEntry entry, Failure failure, SourcePosition position) {
    apply(entry, machine.cannotGoOn(entry.call(), failure), position);
  }

  /** The same if even that fails. */
  private void failWithoutSettlement(JournalEntry entry, Failure failure, SourcePosition position) {
    forget(entry);
    if (entry.call().isUnsettled()) {
      task.stores().settled(entry.call().pollingId());
    } else {
      closer.failedWithoutSettlement(entry, failure, position);
    }
  }

  /** Checks deadlines, ends of waits, and leases. */
  void sweep() {
    Instant now = task.now();
    steps.tellUnreadable();
    catchUp.remind(now);
    waiting.remind(now);
    takeUp(now);
    waiting.tellHowMany();
    task.listener().batched(task.partition(), roster.size());
    starter.tellLoad();
    timers.tidy(now);
    task.stores().dropIdleLimits(TIDIED);
  }

  /** Continues what is due, what has no owner, and what is queued. */
  private void takeUp(Instant now) {
    for (String pollingId : timers.takeDue(now)) {
      steps.take(pollingId, (entry, position) -> due(entry, position, now));
    }
    for (Leases.Lost lost : timers.takeLost(now)) {
      if (!batches.ownerLost(lost.name(), now)) {
        steps.take(lost.name(), (entry, position) -> lost(entry, lost.attemptId(), position, now));
      }
    }
    if (catchUp.isDone()) {
      gathering.sweep(now);
    }
    starter.pump(steps, null);
  }

  private void lost(JournalEntry entry, String attemptId, SourcePosition position, Instant now) {
    Transition step = machine.ownerLost(entry.call(), attemptId, now);
    apply(entry, step, position);
    if (!(step instanceof Transition.Ignored)) {
      task.afterCommit(() -> task.tracer().attemptLost(entry.call()));
    }
  }

  private void due(JournalEntry entry, SourcePosition position, Instant now) {
    Call call = entry.call();
    if (call.state() instanceof CallState.Parked && now.isBefore(call.deadline())) {
      follow(entry, new Transition.GoesOn(machine.unparked(call)), position);
    } else if (timers.isOver(call, now)) {
      apply(entry, machine.deadlinePassed(call, batches.isSent(call)), position);
    }
  }

  private void apply(JournalEntry entry, Transition step, SourcePosition position) {
    if (step instanceof Transition.Noted noted) {
      task.stores().putJournal(entry.with(noted.call()));
    } else if (step instanceof Transition.Unsettled unsettled) {
      closer.cancelled(entry, unsettled, position);
      batches.withdrawn(unsettled.call());
      waiting.onCapacityFreed(entry.call().tenant());
    } else if (step instanceof Transition.Settled) {
      forget(entry);
      late.refund(entry, position);
    } else if (!(step instanceof Transition.Ignored)) {
      disown(entry);
      follow(entry, step, position);
    }
  }

  private final class Members implements SentBatches.Members {
    private final AttemptFactory attempts = new AttemptFactory(task);

    @Override
    public @Nullable Attempt attempt(JournalEntry entry, SourcePosition position) {
      return attempts.batched(entry, failure -> fail(entry, failure, position));
    }

    @Override
    public void unfinished(JournalEntry entry, String why, SourcePosition position) {
      outcome(entry, attempts.unfinished(entry.call(), why), position);
    }
  }

  private final class Continuation implements LimitWaitQueues.Continuation {
    @Override
    public void admitted(JournalEntry queued, SourcePosition position) {
      starter.released(queued, position);
    }

    @Override
    public void ended(JournalEntry entry, Transition step, SourcePosition position) {
      follow(entry, step, position);
    }
  }

  /** For a call without an open attempt. */
  private void follow(JournalEntry entry, Transition step, SourcePosition position) {
    if (step instanceof Transition.GoesOn next) {
      timers.await(next.call());
      starter.goOn(entry.with(next.call()), position);
    } else if (step instanceof Transition.Answered answered) {
      drop(entry.call());
      closer.answered(entry, answered, position);
    } else if (step instanceof Transition.Failed failed) {
      drop(entry.call());
      closer.failed(entry, failed, position);
    }
  }

  private void forget(JournalEntry entry) {
    disown(entry);
    drop(entry.call());
  }

  private void drop(Call call) {
    starter.forget(call);
    timers.ended(call);
    waiting.forget(call);
    waiting.onCapacityFreed(call.tenant());
  }

  private void disown(JournalEntry entry) {
    if (entry.call().state() instanceof CallState.InFlight out) {
      starter.giveCreditBack(entry);
      timers.attemptEnded(out, entry.call().pollingId());
    }
    batches.left(entry.call());
  }
}
