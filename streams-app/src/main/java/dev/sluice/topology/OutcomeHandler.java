package dev.sluice.topology;

import dev.sluice.call.AttemptReport;
import dev.sluice.call.Dispatcher;
import dev.sluice.failure.Failure;
import dev.sluice.outage.LogIds;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.AttemptsMessage;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.OutcomeRecords;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles what dispatchers wrote to the attempts topic. An outcome is handled once its transaction
 * has committed; only then may the dispatcher forget the attempt. Confined to the stream thread.
 */
final class OutcomeHandler implements InputHandler<AttemptOutcome> {
  private static final Logger log = LoggerFactory.getLogger(OutcomeHandler.class);

  private final GatewayStores stores;
  private final Journal journal;
  private final LateOutcomes late;
  private final Dispatcher dispatcher;
  private final UsageMeter meter;

  OutcomeHandler(GatewayTask task, Journal journal) {
    this.stores = task.stores();
    this.journal = journal;
    this.late = new LateOutcomes(task);
    this.dispatcher = task.dispatcher();
    this.meter = new UsageMeter(task.settings().prices(), task.routes());
  }

  @Override
  public void handle(Record<String, Decoded<AttemptOutcome>> record, SourcePosition position) {
    if (!(record.value() instanceof Decoded.Readable<AttemptOutcome> readable)) {
      log.error("{} is not an outcome; skipped", position);
      return;
    }
    AttemptsMessage read = OutcomeRecords.fromRecord(readable.value());
    if (read instanceof AttemptsMessage.OwnerAlive alive) {
      journal.ownerAlive(alive);
    } else if (read instanceof AttemptsMessage.OwnerDead dead) {
      journal.ownerDead(dead.ownerId());
    } else if (read instanceof AttemptsMessage.BatchCreated created) {
      journal.batchCreated(created);
    } else if (read instanceof AttemptsMessage.BatchEnded ended) {
      journal.batchEnded(ended);
    } else if (read instanceof AttemptsMessage.Unusable unusable) {
      log.error("{} holds {}; it is skipped", position, unusable.reason());
    } else if (read instanceof AttemptsMessage.Report ended) {
      String traceparent = EventHeaders.traceparent(record.headers());
      AttemptReport report = ended.report();
      JournalEntry entry = journal.find(report.pollingId());
      AttemptReport metered =
          meter.metered(report, () -> entry == null ? null : stores.payload(entry));
      String request = entry == null ? null : entry.call().request().requestId();
      new LogIds(record.key(), request, report.pollingId())
          .during(() -> ended(metered, entry, position, traceparent));
    }
  }

  /** Ends the call of an outcome that can't be handled: what it waits for will never come. */
  @Override
  public void giveUp(
      Record<String, Decoded<AttemptOutcome>> record, SourcePosition position, Failure failure) {
    if (record.value() instanceof Decoded.Readable<AttemptOutcome> readable
        && OutcomeRecords.fromRecord(readable.value()) instanceof AttemptsMessage.Report ended) {
      JournalEntry entry = journal.find(ended.report().pollingId());
      if (entry != null) {
        journal.fail(entry, failure, position);
      }
      dispatcher.releaseAfterCommit(ended.report().attemptId());
    }
  }

  private void ended(
      AttemptReport report,
      @Nullable JournalEntry entry,
      SourcePosition position,
      @Nullable String traceparent) {
    if (entry == null || entry.isSettledFor(report)) {
      late.charge(report, position, traceparent);
    } else {
      journal.outcome(entry, report, position);
    }
    dispatcher.releaseAfterCommit(report.attemptId());
  }
}
