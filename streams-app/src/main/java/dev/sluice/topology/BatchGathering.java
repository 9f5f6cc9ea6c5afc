package dev.sluice.topology;

import dev.sluice.call.BatchTerms;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the calls of one task to provider batches, by target, and decides when each is sent.
 * Confined to the stream thread.
 */
final class BatchGathering {
  private final GatewayTask task;
  private final CallStateMachine machine;
  private final BatchRoster roster;
  private final SentBatches sent;

  BatchGathering(GatewayTask task, CallStateMachine machine, BatchRoster roster, SentBatches sent) {
    this.task = task;
    this.machine = machine;
    this.roster = roster;
    this.sent = sent;
  }

  /**
   * The call as a member of a batch; null if it is to be called alone. {@link #added} follows, once
   * the entry is in the journal.
   */
  @Nullable JournalEntry joined(JournalEntry queued) {
    Instant now = task.now();
    Target target = machine.batchTarget(queued.call(), task.dispatcher().health(), now);
    if (target == null) {
      return null;
    }
    String open = roster.gathering(target.name());
    BatchTerms terms = target.batch();
    if (open != null && terms != null && !roster.calls(open).hasRoomFor(queued)) {
      sent.send(open, terms, now);
    }
    String joined = roster.gathering(target.name());
    return queued.with(
        machine.joined(
            queued.call(),
            attemptId -> joined == null ? idOf(attemptId) : joined,
            task.dispatcher().health(),
            now));
  }

  /** Unique, as the attempt that opens a batch is. */
  private static String idOf(String attemptId) {
    return "batch_" + attemptId.substring(attemptId.indexOf('_') + 1);
  }

  void added(JournalEntry batched) {
    Call call = batched.call();
    String batchId = ((CallState.Batched) call.state()).batchId();
    Instant now = task.now();
    roster.add(batchId, batched, now);
    roster.gathers(batchId);
    BatchTerms terms = terms(call.currentTarget().target());
    if (terms != null && roster.calls(batchId).size() >= terms.maxSize()) {
      sent.send(batchId, terms, now);
    }
  }

  /** Sends what has waited long enough. Not before the task has caught up. */
  void sweep(Instant now) {
    roster.eachGathering(
        (target, batchId) -> {
          BatchTerms terms = terms(target);
          if (terms == null) {
            sent.endAll(batchId, "target " + target + " takes no batches any more");
          } else if (!now.isBefore(roster.calls(batchId).since().plus(terms.maxWait()))) {
            sent.send(batchId, terms, now);
          }
        });
  }

  private @Nullable BatchTerms terms(String name) {
    Target target = task.routes().target(name);
    return target == null ? null : target.batch();
  }
}
