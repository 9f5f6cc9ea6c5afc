package dev.sluice.topology;

import dev.sluice.admission.Policy;
import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.Credit;
import dev.sluice.call.Request;
import dev.sluice.call.Target;
import dev.sluice.call.Transition;
import dev.sluice.failure.Failure;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts the calls of one task within its credit; queues those without credit, and holds back those
 * with a possibly unread outcome until the task has caught up. Confined to the stream thread.
 */
final class CallStarter {
  /** So that a backlog that is overdue all at once doesn't outlast the transaction. */
  private static final int SLICE = 1_000;

  private final GatewayTask task;
  private final CallStateMachine machine;
  private final CatchUp catchUp;
  private final BatchGathering batches;
  private final RejectionHandler instead;
  private final AttemptFactory attempts;

  private final CallQueue queue = new CallQueue(this::weight);

  /** Not started before the task has caught up. */
  private final CallQueue held = new CallQueue(this::weight);

  private final QueueTimes times = new QueueTimes();

  /** Held by every call with an open attempt: each takes room at the dispatcher. */
  private final Credit credit;

  /** What happens to a call that can't be started. */
  interface RejectionHandler {
    void follow(JournalEntry entry, Transition step, SourcePosition position);
  }

  CallStarter(
      GatewayTask task,
      CallStateMachine machine,
      CatchUp catchUp,
      BatchGathering batches,
      RejectionHandler instead) {
    this.task = task;
    this.credit = new Credit(task.settings().taskCredit(), task.settings().taskCreditBytes());
    this.machine = machine;
    this.catchUp = catchUp;
    this.batches = batches;
    this.instead = instead;
    this.attempts = new AttemptFactory(task);
  }

  /** How many of the tenant's calls are queued. */
  int queued(String tenant) {
    return queue.size(tenant) + held.size(tenant);
  }

  private int weight(String tenant) {
    Policy policy = task.policyInForce(tenant);
    return policy == null ? 1 : policy.weight();
  }

  /**
   * Whether one more call could start without queueing.
   *
   * @param batch whether its answer can wait
   */
  boolean startsAtOnce(boolean batch, int payloadSize) {
    return queue.lets(batch, payloadSize, credit);
  }

  /** The call was found in the journal with an open attempt, or has one from now on. */
  void takeCredit(JournalEntry entry) {
    credit.take(entry.payloadSize());
    queue.started(entry.call());
  }

  /** The call's attempt is no longer open. */
  void giveCreditBack(JournalEntry entry) {
    credit.release(entry.payloadSize());
    queue.ended(entry.call());
  }

  /** The call was found queued in the journal. */
  void found(JournalEntry queued) {
    held.add(queued.call(), queued.payloadSize());
    times.entered(queued.call().pollingId(), task.now());
  }

  /** Removes a call that must not start any more. */
  void forget(Call call) {
    queue.remove(call.pollingId());
    held.remove(call.pollingId());
    var unused = times.left(call.pollingId(), task.now());
  }

  /** Reports what there is to do. */
  void tellLoad() {
    task.listener()
        .load(
            task.partition(),
            new TaskLoad(
                queue.size() + held.size(),
                queue.batchSize() + held.batchSize(),
                credit.calls(),
                task.settings().taskCredit(),
                credit.bytes(),
                task.settings().taskCreditBytes()));
  }

  /**
   * A call that was just admitted, as it is reported: in a provider batch, or with its first
   * attempt if it can start at once.
   */
  JournalEntry admitted(JournalEntry entry) {
    JournalEntry joined = batches.joined(entry);
    if (joined != null) {
      return joined;
    }
    return startsAtOnce(entry.call().isBatch(), entry.payloadSize()) ? withAttempt(entry) : entry;
  }

  /**
   * Starts what {@link #admitted} has made of a call, or queues it.
   *
   * @param policy the one that admitted it
   */
  void accept(
      JournalEntry entry, Request request, @Nullable Policy policy, SourcePosition position) {
    if (entry.call().state() instanceof CallState.Owned) {
      dispatch(entry, request, policy, position);
    } else if (entry.call().state() instanceof CallState.Batched) {
      join(entry);
    } else {
      enqueue(entry, queue);
    }
  }

  private void join(JournalEntry joined) {
    task.stores().putJournal(joined);
    batches.added(joined);
    tellStarted(joined.call());
  }

  private void tellStarted(Call call) {
    Duration queued = times.left(call.pollingId(), task.now());
    task.afterCommit(
        () -> {
          task.listener().attemptStarted(call, AttemptCause.of(call), queued);
          task.tracer().attemptStarted(call, queued);
        });
  }

  /** Starts a call that waited for a limit and was admitted, or queues it; reports which. */
  void released(JournalEntry queued, SourcePosition position) {
    Call admitted = queued.call();
    Duration wait = Duration.between(admitted.request().acceptedAt(), task.now());
    boolean holds = catchUp.holds(queued.call());
    JournalEntry joined = holds ? null : batches.joined(queued);
    if (joined != null) {
      join(joined);
      tell(joined.call(), position);
    } else if (!holds && startsAtOnce(queued.call().isBatch(), queued.payloadSize())) {
      if (isOverdue(queued.call())) {
        // it can't start any more, but its admission must be reported
        tell(queued.call(), position);
      }
      start(queued, position);
    } else {
      enqueue(queued, holds ? held : queue);
      tell(queued.call(), position);
    }
    task.afterCommit(() -> tellWait(admitted, wait.isNegative() ? Duration.ZERO : wait));
  }

  private void tellWait(Call admitted, Duration wait) {
    task.listener().waited(admitted, wait);
    task.tracer().waitEnded(admitted, wait);
  }

  /** Starts a call that goes on, or queues it and reports that; a parked one only waits. */
  void goOn(JournalEntry queued, SourcePosition position) {
    if (queued.call().state() instanceof CallState.Parked) {
      task.stores().putJournal(queued);
      tell(queued.call(), position);
      return;
    }
    boolean holds = catchUp.holds(queued.call());
    if (!holds && credit.covers(queued.payloadSize())) {
      start(queued, position);
    } else {
      enqueue(queued, holds ? held : queue);
      tell(queued.call(), position);
    }
  }

  /** Queues what was held back with the rest. */
  void caughtUp() {
    queue.takeAll(held);
  }

  /**
   * Starts queued calls, tenant by tenant, while there is credit.
   *
   * @param record that freed the credit; null for a timer
   */
  void pump(GuardedSteps steps, @Nullable SourcePosition record) {
    for (int i = 0; i < SLICE; i++) {
      String pollingId = queue.poll(credit);
      if (pollingId == null) {
        return;
      }
      steps.take(pollingId, (entry, request) -> start(entry, record == null ? request : record));
    }
  }

  private boolean isOverdue(Call call) {
    return !task.now().isBefore(call.deadline());
  }

  private void enqueue(JournalEntry queued, CallQueue into) {
    task.stores().putJournal(queued);
    into.add(queued.call(), queued.payloadSize());
    times.entered(queued.call().pollingId(), task.now());
  }

  private void start(JournalEntry queued, SourcePosition position) {
    Call call = queued.call();
    if (isOverdue(call)) {
      instead.follow(queued, machine.deadlinePassed(call, /* sent= */ false), position);
      return;
    }
    JournalEntry joined = batches.joined(queued);
    if (joined != null) {
      join(joined);
      return;
    }
    JournalEntry started = withAttempt(queued);
    tell(started.call(), position);
    Policy policy = task.policyInForce(call.tenant());
    dispatch(started, task.stores().payload(started), policy, position);
  }

  private JournalEntry withAttempt(JournalEntry queued) {
    return queued.with(
        machine.start(
            queued.call(), task.dispatcher().ownerId(), task.dispatcher().health(), task.now()));
  }

  private void tell(Call call, SourcePosition position) {
    task.output()
        .polling(EventFactory.status(call, task.stamp(position)), call.request().traceparent());
  }

  private void dispatch(
      JournalEntry started,
      @Nullable Request request,
      @Nullable Policy policy,
      SourcePosition position) {
    Call call = started.call();
    String attemptId = ((CallState.Owned) call.state()).attemptId();
    Target target = task.routes().target(call.currentTarget().target());
    Failure missing = AttemptFactory.missing(call, request, policy);
    if (target == null) {
      AttemptReport report = attempts.notConfigured(call, attemptId);
      instead.follow(
          started, machine.outcome(call, report, task.dispatcher().health(), task.now()), position);
    } else if (missing != null || request == null || policy == null) {
      instead.follow(started, machine.cannotGoOn(call, Objects.requireNonNull(missing)), position);
    } else {
      task.stores().putJournal(started);
      takeCredit(started);
      tellStarted(call);
      task.dispatcher()
          .startAfterCommit(AttemptFactory.attempt(started, attemptId, target, request, policy));
    }
  }
}
