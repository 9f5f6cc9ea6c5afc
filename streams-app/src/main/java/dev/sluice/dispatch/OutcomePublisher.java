package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each call's first outcome to the log, and counts those that are not durable. Any thread.
 */
final class OutcomePublisher {
  private static final Logger log = LoggerFactory.getLogger(OutcomePublisher.class);

  private final String ownerId;
  private final LiveCalls live;
  private final TargetStates targets;
  private final AttemptsLog attempts;
  private final InstantSource clock;
  private final Runnable onDurable;
  private final AtomicInteger notDurable = new AtomicInteger();

  /**
   * @param onDurable called on the log's thread whenever an outcome is durable, or dropped
   */
  OutcomePublisher(
      String ownerId,
      LiveCalls live,
      TargetStates targets,
      AttemptsLog attempts,
      InstantSource clock,
      Runnable onDurable) {
    this.ownerId = ownerId;
    this.live = live;
    this.targets = targets;
    this.attempts = attempts;
    this.clock = clock;
    this.onDurable = onDurable;
  }

  int notDurable() {
    return notDurable.get();
  }

  /** Whether this is the call's first and only outcome. */
  boolean end(LiveCall call, Outcome outcome) {
    if (!call.takeOutcome()) {
      return false;
    }
    Attempt attempt = call.attempt();
    Instant startedAt = call.startedAt;
    Instant endedAt = clock.instant();
    AttemptReport report =
        new AttemptReport(
            ownerId, attempt.pollingId(), AttemptRef.of(attempt, startedAt, endedAt), outcome);
    // before anyone can act on the report
    targets.ended(attempt, startedAt, outcome, endedAt);
    notDurable.incrementAndGet();
    try {
      attempts.publish(attempt, report, () -> durable(call));
    } catch (RuntimeException mistake) {
      CallLog.ids(attempt.accepted())
          .during(
              () ->
                  log.error(
                      "the outcome of attempt {} was not accepted", attempt.attemptId(), mistake));
    }
    live.end(call);
    return true;
  }

  private void durable(LiveCall call) {
    call.durable = true;
    notDurable.decrementAndGet();
    onDurable.run();
  }
}
