package dev.sluice.call;

import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The state machine of a call: {@code (call, event, now) -> step}. Pure.
 *
 * @param maxAttempts the most attempts that one call may pay for, whatever happens to their owners
 */
public record CallMachine(int maxAttempts) {

  /** A queued call takes a credit: its next attempt belongs to the process {@code epoch}. */
  public Call start(Call call, String epoch) {
    int number = call.started() + 1;
    CallState owned = new CallState.Owned(AttemptIds.of(call.pollingId(), number), epoch);
    return call.with(call.position(), number, owned, call.ended());
  }

  /** An outcome came back, of the open attempt or of an earlier one. */
  public Step outcome(Call call, AttemptReport report, Instant now) {
    boolean open =
        call.state() instanceof CallState.Owned owned
            && owned.attemptId().equals(report.attemptId());
    Outcome outcome = report.outcome();
    if (outcome instanceof Outcome.Answered answered) {
      // also of an attempt that was given up for lost: it is paid for, and the first answer wins
      return new Step.Answered(report.target(), answered.answer(), plus(call, report));
    }
    if (!open) {
      return new Step.Ignored();
    }
    if (outcome instanceof Outcome.Failed failed) {
      return failed(call, report, failed.failure(), now);
    }
    return ownerLost(call, now);
  }

  /** The process that owned the call is gone, or gave it up: the same target is tried again. */
  public Step ownerLost(Call call, Instant now) {
    return next(call.with(new CallState.Queued()), now);
  }

  /** The deadline passed before an answer came. */
  public Step deadlinePassed(Call call) {
    String message = "the deadline " + call.deadline() + " passed before an answer came";
    return new Step.Failed(deadlineExceeded(message, call.ended()), call.ended());
  }

  private Step failed(Call call, AttemptReport report, Failure failure, Instant now) {
    List<EndedAttempt> ended = plus(call, report);
    if (failure.type().fallsBack() && call.position() + 1 < call.plan().size()) {
      CallState queued = new CallState.Queued();
      return next(call.with(call.position() + 1, call.started(), queued, ended), now);
    }
    return new Step.Failed(leading(ended, failure), ended);
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
