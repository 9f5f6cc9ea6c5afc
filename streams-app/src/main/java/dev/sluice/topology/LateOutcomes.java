package dev.sluice.topology;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Settlement;
import dev.sluice.admission.UsageAmounts;
import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.PollingIds;
import dev.sluice.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes back of attempts whose calls have ended for their clients: an outcome changes nothing,
 * but what it cost is told and charged, once. Confined to the stream thread.
 */
final class LateOutcomes {
  private static final Logger log = LoggerFactory.getLogger(LateOutcomes.class);

  private final GatewayTask task;

  LateOutcomes(GatewayTask task) {
    this.task = task;
  }

  /** For a call whose reservation is settled: all its usage is beyond that. */
  void charge(AttemptReport report, SourcePosition position, @Nullable String traceparent) {
    ClosedCall closed = closed(report.pollingId());
    if (closed == null) {
      if (!hasEnded(report.pollingId())) {
        log.warn("an outcome of attempt {} has no call; skipped", report.attemptId());
      }
      return;
    }
    boolean billed =
        bill(
            closed,
            report,
            late ->
                Admission.charge(
                    closed.reservation(),
                    used(List.of(), late),
                    task.stores(),
                    task.stores().clockMs()),
            position,
            traceparent);
    if (billed) {
      task.afterCommit(
          () -> {
            task.listener().attemptEnded(report);
            task.tracer().lateAttemptEnded(report, traceparent);
          });
    }
  }

  /** For the attempt that an unsettled call waits for: its usage is still reserved. */
  void settle(JournalEntry unsettled, AttemptReport report, SourcePosition position) {
    ClosedCall closed = closed(report.pollingId());
    boolean billed =
        closed != null
            && bill(
                closed,
                report,
                late -> settlement(unsettled, used(unsettled.call().ended(), late)),
                position,
                unsettled.call().request().traceparent());
    if (billed) {
      task.stores().settled(report.pollingId());
    } else {
      refund(unsettled, position);
    }
  }

  /** The attempt that an unsettled call waits for will have no outcome. */
  void refund(JournalEntry unsettled, SourcePosition position) {
    UsageAmounts before = UsageMeter.used(unsettled.call().ended());
    Settlement settled = settlement(unsettled, before);
    task.putLimits(unsettled.call().tenant(), settled.changedRows(), position);
    task.stores().settled(unsettled.call().pollingId());
    AcceptedRequest request = unsettled.call().request();
    task.output()
        .polling(EventFactory.settled(request, task.stamp(position)), request.traceparent());
  }

  private Settlement settlement(JournalEntry unsettled, @Nullable UsageAmounts used) {
    return Admission.settle(unsettled.reservation(), used, task.stores(), task.stores().clockMs());
  }

  /** The usage of earlier attempts and a late one; null if unknown. */
  private static @Nullable UsageAmounts used(List<EndedAttempt> before, EndedAttempt late) {
    if (late.usage() == null) {
      return null;
    }
    List<EndedAttempt> all = new ArrayList<>(before);
    all.add(late);
    return UsageMeter.used(all);
  }

  /** Whether there was anything to bill. */
  private boolean bill(
      ClosedCall closed,
      AttemptReport report,
      Function<EndedAttempt, Settlement> how,
      SourcePosition position,
      @Nullable String traceparent) {
    EndedAttempt late = EndedAttempt.of(report);
    boolean paidFor = report.outcome() instanceof Outcome.Answered || late.usage() != null;
    if (!paidFor || closed.settled().contains(report.attemptId())) {
      return false;
    }
    task.stores().putClosed(closed.andSettled(report.attemptId()));
    Settlement charged = how.apply(late);
    task.putLimits(closed.request().tenant(), charged.changedRows(), position);
    task.output()
        .polling(EventFactory.lateUsage(closed, late, charged, task.stamp(position)), traceparent);
    return true;
  }

  /** Without a closed row, the call has ended with all its attempts: this outcome came twice. */
  private boolean hasEnded(String pollingId) {
    return PollingIds.unverified(pollingId)
        .map(task.view()::find)
        .filter(ViewRow::isTerminal)
        .isPresent();
  }

  private @Nullable ClosedCall closed(String pollingId) {
    return PollingIds.unverified(pollingId).map(task.stores()::closed).orElse(null);
  }
}
