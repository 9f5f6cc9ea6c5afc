package dev.sluice.topology;

import dev.sluice.call.AcceptedRequest;
import dev.sluice.call.Call;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.outage.LogIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps of calls that no input record triggers: what is due, lost, or next in the queue.
 * A step that throws ends the transaction, as a record does (see {@link GatewayProcessor}); after
 * some tries its call is ended instead, with a dead letter for operators. Confined to the stream
 * thread.
 */
final class GuardedSteps {
  private static final Logger log = LoggerFactory.getLogger(GuardedSteps.class);

  private final GatewayTask task;
  private final Closing ending;
  private final Closing lastResort;

  /** Calls with damaged rows, until they are reported. */
  private final List<String> unreadable = new ArrayList<>();

  /** The last exception of a call's step. */
  private @Nullable Throwable thrownByCall;

  /** What the step does to the call. */
  interface Step {
    void take(JournalEntry entry, SourcePosition position);
  }

  /** How a call ends that can't go on. */
  interface Closing {
    void end(JournalEntry entry, GatewayFailure.Internal failure, SourcePosition position);
  }

  /**
   * @param lastResort used if {@code ending} throws too
   */
  GuardedSteps(GatewayTask task, Closing ending, Closing lastResort) {
    this.task = task;
    this.ending = ending;
    this.lastResort = lastResort;
  }

  /** Takes a step of the call unless it has ended. */
  void take(String pollingId, Step step) {
    JournalEntry entry = task.stores().journal(pollingId);
    if (entry == null) {
      return;
    }
    AcceptedRequest request = entry.call().request();
    new LogIds(request.tenant(), request.requestId(), pollingId).during(() -> take(entry, step));
  }

  private void take(JournalEntry entry, Step step) {
    SourcePosition position = task.request(entry.call());
    PoisonKey suspect = new PoisonKey.OfCall(position);
    PoisonPills.Case past = task.poison().find(suspect);
    try {
      if (past == null || !past.isGivenUp()) {
        step.take(entry, position);
      } else {
        giveUp(entry, position, past);
      }
    } catch (RuntimeException | StackOverflowError thrown) {
      thrownByCall = thrown;
      task.poison().failed(suspect, thrown);
      throw thrown;
    }
  }

  /** The call's row in the journal is damaged; nothing can be written yet. */
  void isUnreadable(String pollingId) {
    unreadable.add(pollingId);
  }

  /** Reports damaged rows to operators, by the positions of their requests. */
  void tellUnreadable() {
    unreadable.forEach(this::setAside);
    unreadable.clear();
  }

  private void setAside(String pollingId) {
    String message = "the journal entry of this request can't be read and is set aside";
    Failure failure = new GatewayFailure.Internal(FailureFacts.of(FailureType.INTERNAL, message));
    long offset = PollingIds.unverified(pollingId).map(PollingId::offset).orElse(-1L);
    SourcePosition request =
        new SourcePosition(task.settings().topics().requests(), task.partition(), offset);
    task.output().deadLetter(EventFactory.deadLetter(null, failure, task.stamp(request)));
  }

  /** Whether a timer-driven step threw this, rather than the current record. */
  boolean hasThrown(Throwable thrown) {
    return thrown == thrownByCall;
  }

  private void giveUp(JournalEntry entry, SourcePosition position, PoisonPills.Case past) {
    Call call = entry.call();
    if (past.skipsDeadLetter()) {
      log.error("the call of {} can't be ended and is skipped", position);
      return;
    }
    (past.isAnswered() ? ending : lastResort).end(entry, past.failure(), position);
    task.output()
        .deadLetter(EventFactory.deadLetter(call.tenant(), past.failure(), task.stamp(position)));
  }
}
