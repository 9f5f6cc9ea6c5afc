package dev.sluice.call;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a call: {@code (call, event, now) -> step}. Pure. Each method stands for one
 * or two events; where {@link CallTransitions} has no row for them in the call's state, it throws
 * an {@link IllegalTransitionException}.
 *
 * @param maxAttempts the most attempts that one call may pay for, whatever happens to their owners
 * @param routes for the retry policies of their targets
 */
public record CallStateMachine(int maxAttempts, Routes routes) {

  /**
   * A queued call takes a credit: its next attempt belongs to the process {@code ownerId}. It goes
   * to the target that the call stands at, if that was tried before; else to the first untried one
   * of its list that is fit, and if none is, to the one that is fit the earliest. One that is
   * passed over may be returned to.
   */
  public Call start(Call call, String ownerId, TargetHealth health, Instant now) {
    return goOn(call, CallEvent.CREDIT, () -> started(call, ownerId, health, now));
  }

  private static Call started(Call call, String ownerId, TargetHealth health, Instant now) {
    String attemptId = AttemptIds.of(call.pollingId(), call.started() + 1);
    return call.with(
        chosen(call, health, now).attemptStarted(), new CallState.Owned(attemptId, ownerId, now));
  }

  private static Progress chosen(Call call, TargetHealth health, Instant now) {
    Progress progress = call.progress();
    // not by tries alone: a late outcome may have shown that an earlier attempt went there
    if (progress.hasTried(call.currentTarget().target())) {
      return progress;
    }
    List<Integer> untried = TargetSelector.untried(call, call.currentTarget().list());
    return progress.at(TargetSelector.fittest(call, untried, health, now));
  }

  /**
   * The target whose provider batch a queued call may be part of. Only a call's first attempt may
   * be, so that no call is ever part of two; and only if the call's answer can wait, and the batch
   * would end before the call's deadline.
   *
   * @return null if it is to be called alone
   */
  public @Nullable Target batchTarget(Call call, TargetHealth health, Instant now) {
    if (!call.isBatch() || call.started() > 0) {
      return null;
    }
    Target target = routes.target(chosen(call, health, now).currentTarget().target());
    BatchTerms terms = target == null ? null : target.batch();
    return terms != null && !now.plus(terms.longest()).isAfter(call.deadline()) ? target : null;
  }

  /**
   * A queued call's next attempt becomes part of a provider batch, without a credit.
   *
   * @param batchId makes the batch's ID of the attempt's; called once
   */
  public Call joined(Call call, UnaryOperator<String> batchId, TargetHealth health, Instant now) {
    String attemptId = AttemptIds.of(call.pollingId(), call.started() + 1);
    return goOn(
        call,
        CallEvent.JOINED,
        () ->
            call.with(
                chosen(call, health, now).attemptStarted(),
                new CallState.Batched(attemptId, batchId.apply(attemptId))));
  }

  /**
   * A waiting call's turn has come and it was admitted.
   *
   * @param onBudget the route of the plan if it is not its own; null if it is
   * @param policyVersion of the policy that decided
   */
  public Call admitted(
      Call call, List<PlannedTarget> plan, @Nullable String onBudget, long policyVersion) {
    return goOn(call, CallEvent.ADMITTED, () -> call.admitted(plan, onBudget, policyVersion));
  }

  /** A parked call's wait is over. */
  public Call unparked(Call call) {
    return goOn(call, CallEvent.RETRY_DUE, () -> call.with(new CallState.Queued()));
  }

  private static Call goOn(Call call, CallEvent event, Supplier<Call> next) {
    Transition step = CallTransitions.take(call, event, () -> new Transition.GoesOn(next.get()));
    return ((Transition.GoesOn) step).call();
  }

  /** An outcome arrived, of the open attempt or of an earlier one. */
  public Transition outcome(Call call, AttemptReport report, TargetHealth health, Instant now) {
    boolean open = call.awaits(report.attemptId());
    return CallTransitions.take(
        call,
        open ? CallEvent.OUTCOME : CallEvent.EARLIER_OUTCOME,
        () -> afterOutcome(call, report, open, health, now));
  }

  private Transition afterOutcome(
      Call call, AttemptReport report, boolean open, TargetHealth health, Instant now) {
    if (call.isUnsettled()) {
      return open ? new Transition.Settled() : new Transition.Ignored();
    }
    Outcome outcome = report.outcome();
    Progress ended = call.progress().attemptEnded(report);
    if (outcome instanceof Outcome.Answered answered) {
      // also of an attempt that was taken for lost: it is paid for, and the first answer wins
      return new Transition.Answered(report.attempt().target(), answered.answer(), ended.ended());
    }
    if (outcome instanceof Outcome.Failed failed && isLastWord(failed, open)) {
      return new Transition.Failed(failed.failure(), ended.ended());
    }
    if (!open) {
      boolean paidFor = EndedAttempt.of(report).usage() != null;
      return paidFor && !call.progress().hasEnded(report.attemptId())
          ? new Transition.Noted(call.with(ended))
          : new Transition.Ignored();
    }
    if (outcome instanceof Outcome.Failed failed) {
      return failed(call.with(ended, new CallState.Queued()), failed, health, now);
    }
    return withoutOwner(call, now);
  }

  /**
   * A policy failure ends the call as itself, not as the first provider failure. If it, or a
   * gateway failure, is about an answer that is paid for, it ends the call as that answer would
   * have, even for an attempt that was taken for lost: no other target would be asked after it.
   */
  private static boolean isLastWord(Outcome.Failed failed, boolean open) {
    boolean paid = failed.usage() != null;
    return failed.failure() instanceof PolicyFailure
        ? open || paid
        : paid && failed.failure() instanceof GatewayFailure;
  }

  /** The process that makes the attempt is gone: the same target is tried again. */
  public Transition ownerLost(Call call, String attemptId, Instant now) {
    if (!call.awaits(attemptId)) {
      return CallTransitions.take(call, CallEvent.EARLIER_OWNER_LOST, Transition.Ignored::new);
    }
    return CallTransitions.take(call, CallEvent.OWNER_LOST, () -> withoutOwner(call, now));
  }

  private Transition withoutOwner(Call call, Instant now) {
    return call.isUnsettled()
        ? new Transition.Settled()
        : next(call.with(new CallState.Queued()), now);
  }

  /**
   * The client no longer wants an answer.
   *
   * @param sent whether the provider may have the batch that the call's attempt is part of
   */
  public Transition cancelled(Call call, Failure cancelled, boolean sent) {
    return CallTransitions.take(
        call, CallEvent.CANCELLED, () -> endForClient(call, cancelled, sent));
  }

  private static Transition endForClient(Call call, Failure cancelled, boolean sent) {
    if (call.isUnsettled()) {
      return new Transition.Ignored();
    }
    if (call.state() instanceof CallState.Owned owned) {
      CallState unsettled =
          new CallState.Unsettled(owned.attemptId(), owned.ownerId(), owned.since());
      return new Transition.Unsettled(call.with(unsettled), cancelled);
    }
    return call.state() instanceof CallState.Batched batched && sent
        ? new Transition.Unsettled(call.with(unsettled(batched)), cancelled)
        : end(call, cancelled);
  }

  /** The gateway can't serve the call, whatever its providers would say. */
  public Transition cannotGoOn(Call call, Failure failure) {
    return CallTransitions.take(call, CallEvent.CANNOT_GO_ON, () -> end(call, failure));
  }

  private static CallState unsettled(CallState.Batched batched) {
    return new CallState.UnsettledBatched(batched.attemptId(), batched.batchId());
  }

  /**
   * The deadline passed before an answer came.
   *
   * @param sent as of {@link #cancelled}
   */
  public Transition deadlinePassed(Call call, boolean sent) {
    return CallTransitions.take(
        call,
        CallEvent.DEADLINE_PASSED,
        () ->
            call.state() instanceof CallState.Batched
                ? endForClient(call, deadlineExceeded(call), sent)
                : end(call, deadlineExceeded(call)));
  }

  private static Transition end(Call call, Failure failure) {
    return call.isUnsettled()
        ? new Transition.Settled()
        : new Transition.Failed(failure, call.ended());
  }

  private Transition failed(Call call, Outcome.Failed outcome, TargetHealth health, Instant now) {
    Failure failure = outcome.failure();
    if (call.started() >= maxAttempts) {
      return new Transition.Failed(leading(call.ended(), failure), call.ended());
    }
    if (outcome.otherCredential() || failure.type() == FailureType.BATCH_UNFINISHED) {
      return next(call, now);
    }
    RetryPolicy policy = routes.retries(call.currentTarget().target());
    Optional<Retry> retry = Retry.of(call, failure, policy, now);
    List<Integer> others = TargetSelector.after(call, failure.decisive().type());
    if (retry.isPresent() && !retry.get().givesWay(call, others, health, now)) {
      Progress parked = call.progress().retryingAfter(retry.get().after());
      return new Transition.GoesOn(
          call.with(parked, new CallState.Parked(retry.get().notBefore())));
    }
    if (!others.isEmpty()) {
      return next(call.with(call.progress().at(others.get(0))), now);
    }
    return new Transition.Failed(leading(call.ended(), failure), call.ended());
  }

  private Transition next(Call queued, Instant now) {
    if (!now.isBefore(queued.deadline())) {
      return end(queued, deadlineExceeded(queued));
    }
    if (queued.started() >= maxAttempts) {
      String message = "gave up after " + queued.started() + " attempts";
      Failure gaveUp = new GatewayFailure.Internal(FailureFacts.of(FailureType.INTERNAL, message));
      return new Transition.Failed(leading(queued.ended(), gaveUp), queued.ended());
    }
    return new Transition.GoesOn(queued);
  }

  /** What a provider batch left undone was not tried, so what came of it later tells more. */
  private static Failure leading(List<EndedAttempt> ended, Failure otherwise) {
    for (EndedAttempt attempt : ended) {
      Failure failure = attempt.failure();
      if (failure != null && failure.type() != FailureType.BATCH_UNFINISHED) {
        return failure;
      }
    }
    return otherwise;
  }

  private static Failure deadlineExceeded(Call call) {
    String what =
        call.state() instanceof CallState.Waiting
            ? " passed while the request waited for a limit"
            : " passed before an answer came";
    String message = "the deadline " + call.deadline() + what;
    FailureFacts facts = FailureFacts.of(FailureType.DEADLINE_EXCEEDED, message);
    for (EndedAttempt attempt : call.ended()) {
      if (attempt.failure() != null) {
        return new CallerFailure.DeadlineExceeded(facts.withOriginal(attempt.failure()));
      }
    }
    return new CallerFailure.DeadlineExceeded(facts);
  }
}
