package dev.sluice.topology;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Settlement;
import dev.sluice.call.Call;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.Transition;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import java.util.List;
import java.util.Map;

/**
 * Ends calls for their clients: one terminal record each, the reservation settled, and where
 * attempts have not come back a closed row in place of the journal entry. Confined to the stream
 * thread.
 */
final class CallCloser {
  private final GatewayTask task;

  CallCloser(GatewayTask task) {
    this.task = task;
  }

  void answered(JournalEntry entry, Transition.Answered answered, SourcePosition position) {
    Call call = entry.call();
    Settlement settled = settlement(entry, answered.attempts());
    // before the result takes its place in the partition's order
    task.limitsChanged(call.tenant(), settled.changedRows(), position);
    CompletionResult result = EventFactory.result(call, answered, settled, task.stamp(position));
    EventEmitter.Trace trace = task.output().trace(result, call.request().traceparent());
    long excess = task.output().excess(result, trace);
    if (excess > 0) {
      failed(
          entry, new Transition.Failed(tooLarge(answered, excess), answered.attempts()), position);
    } else {
      close(entry, answered.attempts(), settled, position);
      task.output().result(result, trace);
    }
  }

  void failed(JournalEntry entry, Transition.Failed failed, SourcePosition position) {
    Settlement settled = settlement(entry, failed.attempts());
    close(entry, failed.attempts(), settled, position);
    tell(entry.call(), failed, settled, position);
  }

  /** For a call whose settlement throws: its client gets an answer nevertheless. */
  void failedWithoutSettlement(JournalEntry entry, Failure failure, SourcePosition position) {
    Transition.Failed failed = new Transition.Failed(failure, entry.call().ended());
    Settlement nothing = new Settlement(Map.of(), List.of());
    close(entry, failed.attempts(), nothing, position);
    tell(entry.call(), failed, nothing, position);
  }

  /**
   * The call has ended, but its attempt has not: releases only the concurrency slot. The rest stays
   * reserved until the outcome; see {@link LateOutcomes}.
   */
  void cancelled(JournalEntry entry, Transition.Unsettled step, SourcePosition position) {
    Call call = entry.call();
    Settlement released =
        Admission.release(entry.reservation(), task.stores(), task.stores().clockMs());
    task.putLimits(call.tenant(), released.changedRows(), position);
    task.stores()
        .closeUnsettled(
            entry,
            new JournalEntry(step.call(), entry.reservation().withoutSlots(), entry.payloadSize()),
            ClosedCall.of(entry, ids(call.ended())));
    ErrorRecord error =
        EventFactory.unsettled(call, step.failure(), released, task.stamp(position));
    task.output().error(error, call.request().traceparent());
  }

  private void tell(
      Call call, Transition.Failed failed, Settlement settled, SourcePosition position) {
    task.output()
        .error(
            EventFactory.failed(call, failed, settled, task.stamp(position)),
            call.request().traceparent());
  }

  /** Another attempt would be paid for again, and be too large again. */
  private static Failure tooLarge(Transition.Answered answered, long excess) {
    FailureFacts facts =
        FailureFacts.of(
            FailureType.INTERNAL,
            "the answer's record is "
                + excess
                + " bytes larger than the results topic takes; raise topics.max_record_size, and"
                + " max.message.bytes of the topics");
    return new GatewayFailure.Internal(facts.at(null, null, answered.target()));
  }

  /** {@link #close} writes it: settling twice would charge twice. */
  private Settlement settlement(JournalEntry entry, List<EndedAttempt> attempts) {
    return Admission.settle(
        entry.reservation(), UsageMeter.used(attempts), task.stores(), task.stores().clockMs());
  }

  private void close(
      JournalEntry entry,
      List<EndedAttempt> attempts,
      Settlement settled,
      SourcePosition position) {
    task.putLimits(entry.call().tenant(), settled.changedRows(), position);
    task.stores().close(entry);
    if (attempts.size() < entry.call().started()) {
      // the others may still cost something
      task.stores().putClosed(ClosedCall.of(entry, ids(attempts)));
    }
  }

  private static List<String> ids(List<EndedAttempt> attempts) {
    return attempts.stream().map(EndedAttempt::attemptId).toList();
  }
}
