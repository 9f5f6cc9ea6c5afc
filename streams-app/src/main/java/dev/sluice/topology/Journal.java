package dev.sluice.topology;

import dev.sluice.admission.LimitStatus;
import dev.sluice.admission.Moment;
import dev.sluice.admission.Policy;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallMachine;
import dev.sluice.call.CallState;
import dev.sluice.call.Request;
import dev.sluice.call.Step;
import dev.sluice.failure.Failure;
import dev.sluice.guardrail.Intervention;
import dev.sluice.wire.AttemptsRecord;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one task: applies what the call machine decides. Everything in memory is derived
 * from the journal store in {@link #restore}. Confined to the stream thread.
 */
final class Journal {
  private static final int TIDIED = 1_000;

  private final GatewayTask task;
  private final CallMachine machine;
  private final CatchUp catchUp;
  private final Watch watch;
  private final Starts starts;
  private final Endings endings;
  private final LateOutcomes late;
  private final CallSteps steps;
  private final WaitingLines waiting;

  Journal(GatewayTask task, Decider decider) {
    this.task = task;
    this.machine = new CallMachine(task.settings().maxAttempts(), task.routes());
    this.catchUp = new CatchUp(task.dispatcher(), task.partition(), task.settings().lease());
    this.watch = new Watch(task.dispatcher(), catchUp, task.settings().lease(), task.now());
    this.starts = new Starts(task, machine, catchUp, this::follow);
    this.endings = new Endings(task);
    this.late = new LateOutcomes(task);
    this.steps = new CallSteps(task, this::fail, this::failWithoutSettlement);
    this.waiting = new WaitingLines(task, decider, machine, steps, new Next());
  }

  /**
   * Finds out where every call stands. Runs in {@code init()}, when all stores are restored;
   * changes nothing, since nothing can be written there. A live call of this process is adopted;
   * another process's call keeps its lease; nothing is started before the task has caught up.
   */
  void restore() {
    task.stores().eachJournal(this::found, steps::isUnreadable);
    catchUp.begin(task.now());
    waiting.begin();
  }

  private void found(JournalEntry entry) {
    Call call = entry.call();
    catchUp.found(call);
    watch.found(call);
    if (call.state() instanceof CallState.Queued) {
      starts.found(entry);
    } else if (call.state() instanceof CallState.AttemptOut) {
      starts.takeCredit(entry);
    } else if (call.state() instanceof CallState.Waiting) {
      waiting.found(call);
    }
  }

  /** What a request of the tenant finds before it; see {@link #letGo}. */
  Backlog backlog(String tenant, Request request, int payloadSize) {
    return new Backlog(
        starts.queued(tenant) + waiting.size(tenant),
        starts.startsAtOnce(payloadSize),
        waiting.ahead(tenant, request));
  }

  /**
   * The tenant's calls that have waited for limits go first, before one of its requests is decided.
   */
  void letGo(String tenant, Moment at, Position request) {
    waiting.letGo(tenant, at, request);
  }

  /** A tick came: calls of any tenant may have their turn. */
  void tick(Moment at, Position tick) {
    waiting.tick(at, tick);
    starts.pump(steps, tick);
  }

  /** The instants that calls wait for were told by a clock that is put back. */
  void clockWasReset() {
    waiting.lookAgain();
  }

  /** What a tenant's waiting calls may spend is decided by its policy in force. */
  void policyChanged(String tenant) {
    waiting.roomCame(tenant);
  }

  /** A call that has not ended, or whose use is not settled. */
  @Nullable JournalEntry find(String pollingId) {
    return task.stores().journal(pollingId);
  }

  /** Whether it was thrown for a call that the record of the moment is not about. */
  boolean hasThrown(Throwable thrown) {
    return steps.hasThrown(thrown);
  }

  void ownerAlive(AttemptsRecord.OwnerAlive sign) {
    Instant now = task.now();
    watch.heard(sign, now);
    if (catchUp.read(sign.mark())) {
      starts.caughtUp();
      takeUp(now);
    }
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
    watch.await(call);
    waiting.roomWent(call.tenant());
    JournalEntry next = kept(starts.admitted(entry), payload);
    task.output()
        .polling(
            Events.accepted(next.call(), limits, interventions, task.now(), task.source(position)),
            call.traceparent());
    starts.accept(next, request, position);
    starts.pump(steps, position);
  }

  /**
   * With its payload in the entry if it starts at once: that is written twice, and a store of its
   * own is not written at all. Where a call has to queue, nobody knows how many others do.
   */
  private JournalEntry kept(JournalEntry entry, byte[] payload) {
    if (entry.call().state() instanceof CallState.Owned
        && payload.length <= JournalEntry.MOST_HELD) {
      return entry.holding(payload);
    }
    task.stores().putPayload(entry.call().pollingId(), payload);
    return entry;
  }

  /** Takes up a call whose request is to wait for a limit, and emits its polling ID. */
  void await(
      JournalEntry entry,
      byte[] payload,
      Policy policy,
      Decision.Waiting decision,
      Moment at,
      Position position) {
    Call call = entry.call();
    task.stores().putPayload(call.pollingId(), payload);
    task.stores().putJournal(entry);
    watch.await(call);
    waiting.add(call, policy, decision, at);
    OptionalLong waitMs = decision.waitMs();
    task.output()
        .polling(
            Events.waiting(
                call,
                decision.otherwise().limits(),
                decision.interventions(),
                waitMs.isEmpty() ? null : at.appended().plusMillis(waitMs.getAsLong()),
                task.now(),
                task.source(position)),
            call.traceparent());
  }

  /** An attempt's outcome came back for a call that it may change. */
  void outcome(JournalEntry entry, AttemptReport report, Position position) {
    Call call = entry.call();
    Step step = machine.outcome(call, report, task.dispatcher().health(), task.now());
    if (step instanceof Step.Settled) {
      forget(entry);
      late.settle(entry, report, position);
    } else {
      if (!(step instanceof Step.Ignored || step instanceof Step.Noted)
          && call.state() instanceof CallState.Owned owner
          && !owner.attemptId().equals(report.attemptId())) {
        // the first last word wins; what the newer attempt still costs can be saved
        task.dispatcher().cancel(owner.attemptId());
      }
      apply(entry, step, position);
    }
    starts.pump(steps, position);
  }

  /** The client wants no answer any more. */
  void cancel(JournalEntry entry, Failure cancelled, Position position) {
    Call call = entry.call();
    Step step = machine.cancelled(call, cancelled);
    if (call.state() instanceof CallState.Owned owner) {
      task.dispatcher().cancel(owner.attemptId());
    }
    apply(entry, step, position);
    starts.pump(steps, position);
  }

  /** The call can't go on, for a reason that is not the provider's. */
  void fail(JournalEntry entry, Failure failure, Position position) {
    apply(entry, machine.cannotGoOn(entry.call(), failure), position);
  }

  /** The same where not even that can be done. */
  private void failWithoutSettlement(JournalEntry entry, Failure failure, Position position) {
    forget(entry);
    if (entry.call().state() instanceof CallState.Unsettled) {
      task.stores().settled(entry.call().pollingId());
    } else {
      endings.failedWithoutSettlement(entry, failure, position);
    }
  }

  /** Looks at deadlines, ends of waits, and leases. */
  void sweep() {
    Instant now = task.now();
    steps.tellUnreadable();
    catchUp.remind(now);
    waiting.remind(now);
    takeUp(now);
    waiting.tellHowMany();
    task.stores().dropIdleLimits(TIDIED);
  }

  /** Goes on with what time has come for, what nobody owns, and what is queued. */
  private void takeUp(Instant now) {
    for (String pollingId : watch.takeDue(now)) {
      steps.take(pollingId, (entry, position) -> due(entry, position, now));
    }
    for (Leases.Lost lost : watch.takeLost(now)) {
      steps.take(
          lost.pollingId(),
          (entry, position) ->
              apply(entry, machine.ownerLost(entry.call(), lost.attemptId(), now), position));
    }
    starts.pump(steps, null);
  }

  private void due(JournalEntry entry, Position position, Instant now) {
    Call call = entry.call();
    if (call.state() instanceof CallState.Parked && now.isBefore(call.deadline())) {
      follow(entry, new Step.GoesOn(machine.unparked(call)), position);
    } else if (watch.isOver(call, now)) {
      apply(entry, machine.deadlinePassed(call), position);
    }
  }

  private void apply(JournalEntry entry, Step step, Position position) {
    if (step instanceof Step.Noted noted) {
      task.stores().putJournal(entry.with(noted.call()));
    } else if (step instanceof Step.Unsettled unsettled) {
      endings.cancelled(entry, unsettled, position);
      waiting.roomCame(entry.call().tenant());
    } else if (step instanceof Step.Settled) {
      forget(entry);
      late.refund(entry);
    } else if (!(step instanceof Step.Ignored)) {
      disown(entry);
      follow(entry, step, position);
    }
  }

  private final class Next implements WaitingLines.Next {
    @Override
    public void admitted(JournalEntry queued, Position position) {
      starts.released(queued, position);
    }

    @Override
    public void ended(JournalEntry entry, Step step, Position position) {
      follow(entry, step, position);
    }
  }

  /** For a call that has no attempt out. */
  private void follow(JournalEntry entry, Step step, Position position) {
    if (step instanceof Step.GoesOn next) {
      watch.await(next.call());
      starts.goOn(entry.with(next.call()), position);
    } else if (step instanceof Step.Answered answered) {
      drop(entry.call());
      endings.answered(entry, answered, position);
    } else if (step instanceof Step.Failed failed) {
      drop(entry.call());
      endings.failed(entry, failed, position);
    }
  }

  private void forget(JournalEntry entry) {
    disown(entry);
    drop(entry.call());
  }

  private void drop(Call call) {
    starts.forget(call);
    watch.ended(call);
    waiting.forget(call);
    waiting.roomCame(call.tenant());
  }

  private void disown(JournalEntry entry) {
    if (entry.call().state() instanceof CallState.AttemptOut out) {
      starts.giveCreditBack(entry);
      watch.attemptEnded(out, entry.call());
    }
  }
}
