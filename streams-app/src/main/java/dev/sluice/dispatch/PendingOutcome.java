package dev.sluice.dispatch;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import java.time.Instant;

/**
 * An outcome on its way to the attempts topic.
 *
 * @param until when to drop it
 * @param failures how many tries have failed
 * @param isSubstitute whether it replaces an outcome that was too large
 */
record PendingOutcome(
    AcceptedRequest request,
    Instant until,
    AttemptReport report,
    Runnable onDone,
    int failures,
    boolean isSubstitute) {

  PendingOutcome failed() {
    return new PendingOutcome(request, until, report, onDone, failures + 1, isSubstitute);
  }

  /**
   * A small failure in place of this outcome. It is the gateway's: another attempt would be paid
   * for again, and be too large again.
   */
  PendingOutcome withoutContent(int bytes, String topic) {
    AttemptRef attempt = report.attempt();
    FailureFacts facts =
        FailureFacts.of(
                FailureType.INTERNAL,
                "the outcome of the attempt takes "
                    + bytes
                    + " bytes, which is more than the topic "
                    + topic
                    + " takes; raise its max.message.bytes and the producer's max.request.size")
            .at(attempt.provider(), attempt.model(), attempt.target());
    AttemptReport small =
        report.with(
            new Outcome.Failed(new GatewayFailure.Internal(facts))
                .adjusted(report.outcome().adjustments()));
    return new PendingOutcome(request, until, small, onDone, failures, true);
  }
}
