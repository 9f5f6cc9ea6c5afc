package dev.sluice.call;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state machine of a call: {@code (call, event, now) -> step}. Pure.
 *
 * @param maxAttempts the most attempts that one call may pay for, whatever happens to their owners
 * @param routes for the retry policies of their targets
 */
public record CallMachine(int maxAttempts, Routes routes) {

  /**
   * A queued call takes a credit: its next attempt belongs to the process {@code epoch}. It goes to
   * the target that the call stands at, if that was tried before; else to the first untried one of
   * its list that is fit, and if none is, to the one that is fit the earliest. One that is passed
   * over may be returned to.
   */
  public Call start(Call call, String epoch, TargetHealth health, Instant now) {
    Call chosen = call;
    // not by tries alone: a late outcome may have shown that an earlier attempt went there
    if (!call.hasTried(call.stop().target())) {
      List<Integer> untried = NextStop.untried(call, call.stop().list());
      chosen = call.at(NextStop.fittest(call, untried, health, now));
    }
    String attemptId = AttemptIds.of(call.pollingId(), call.started() + 1);
    return chosen.started(new CallState.Owned(attemptId, epoch));
  }

  /**
   * A waiting call has had its turn and was admitted.
   *
   * @param policyVersion of the policy that decided
   */
  public Call admitted(Call call, List<PlannedTarget> plan, long policyVersion) {
    return call.admitted(plan, policyVersion);
  }

  /** A parked call's time has come. */
  public Call unparked(Call call) {
    return call.with(new CallState.Queued());
  }

  /** An outcome came back, of the open attempt or of an earlier one. */
  public Step outcome(Call call, AttemptReport report, TargetHealth health, Instant now) {
    boolean open =
        call.state() instanceof CallState.Owned owned
            && owned.attemptId().equals(report.attemptId());
    Outcome outcome = report.outcome();
    if (outcome instanceof Outcome.Answered answered) {
      // also of an attempt that was given up for lost: it is paid for, and the first answer wins
      return new Step.Answered(report.target(), answered.answer(), plus(call, report));
    }
    if (outcome instanceof Outcome.Failed failed && isLastWord(failed, open)) {
      return new Step.Failed(failed.failure(), plus(call, report));
    }
    if (!open) {
      boolean paidFor = EndedAttempt.of(report).usage() != null;
      return paidFor && !call.hasEnded(report.attemptId())
          ? new Step.Noted(call.with(plus(call, report)))
          : new Step.Ignored();
    }
    if (outcome instanceof Outcome.Failed failed) {
      Call ended = call.with(plus(call, report)).with(new CallState.Queued());
      return failed(ended, failed, health, now);
    }
    return ownerLost(call, now);
  }

  /**
   * The policy's word is not hidden by earlier failures. Where it, or the gateway's own failure, is
   * about an answer that is paid for, it ends the call as that would have done, also of an attempt
   * that was given up for lost: no other target would be asked after it.
   */
  private static boolean isLastWord(Outcome.Failed failed, boolean open) {
    boolean paid = failed.usage() != null;
    return failed.failure() instanceof PolicyFailure
        ? open || paid
        : paid && failed.failure() instanceof GatewayFailure;
  }

  /** The process that owned the call is gone, or gave it up: the same target is tried again. */
  public Step ownerLost(Call call, Instant now) {
    return next(call.with(new CallState.Queued()), now);
  }

  /** The call has ended for its client, and its open attempt may yet cost something. */
  public Call unsettled(Call call, CallState.Owned owner) {
    return call.with(new CallState.Unsettled(owner.attemptId(), owner.epoch()));
  }

  /** The deadline passed before an answer came. */
  public Step deadlinePassed(Call call) {
    String what =
        call.state() instanceof CallState.Waiting
            ? " passed while the request waited for a limit"
            : " passed before an answer came";
    String message = "the deadline " + call.deadline() + what;
    return new Step.Failed(deadlineExceeded(message, call.ended()), call.ended());
  }

  private Step failed(Call call, Outcome.Failed outcome, TargetHealth health, Instant now) {
    Failure failure = outcome.failure();
    if (call.started() >= maxAttempts) {
      return new Step.Failed(leading(call.ended(), failure), call.ended());
    }
    if (outcome.otherCredential()) {
      return next(call, now);
    }
    RetryPolicy policy = routes.retries(call.stop().target());
    Optional<Retry> retry = Retry.of(call, failure, policy, now);
    List<Integer> others = NextStop.after(call, failure.type());
    if (retry.isPresent() && !retry.get().givesWay(call, others, health, now)) {
      return new Step.GoesOn(call.parked(retry.get().after(), retry.get().notBefore()));
    }
    if (!others.isEmpty()) {
      return next(call.at(others.get(0)), now);
    }
    return new Step.Failed(leading(call.ended(), failure), call.ended());
  }

  private Step next(Call queued, Instant now) {
    if (!now.isBefore(queued.deadline())) {
      return deadlinePassed(queued);
    }
    if (queued.started() >= maxAttempts) {
      String message = "gave up after " + queued.started() + " attempts";
      Failure gaveUp = new GatewayFailure.Internal(FailureFacts.of(FailureType.INTERNAL, message));
      return new Step.Failed(leading(queued.ended(), gaveUp), queued.ended());
    }
    return new Step.GoesOn(queued);
  }

  private static Failure leading(List<EndedAttempt> ended, Failure otherwise) {
    for (EndedAttempt attempt : ended) {
      Failure failure = attempt.failure();
      if (failure != null) {
        return failure;
      }
    }
    return otherwise;
  }

  private static Failure deadlineExceeded(String message, List<EndedAttempt> ended) {
    FailureFacts facts = FailureFacts.of(FailureType.DEADLINE_EXCEEDED, message);
    for (EndedAttempt attempt : ended) {
      if (attempt.failure() != null) {
        return new CallerFailure.DeadlineExceeded(facts.withOriginal(attempt.failure()));
      }
    }
    return new CallerFailure.DeadlineExceeded(facts);
  }

  private static List<EndedAttempt> plus(Call call, AttemptReport report) {
    List<EndedAttempt> all = new ArrayList<>(call.ended());
    all.add(EndedAttempt.of(report));
    return all;
  }
}
