package dev.sluice.topology;

import dev.sluice.admission.Admission;
import dev.sluice.admission.Settlement;
import dev.sluice.admission.Used;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.EndedAttempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.failure.Failure;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.wire.AttemptsRecord;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.OutcomeRecords;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what dispatchers wrote to the attempts topic. An outcome is handled once its transaction
 * has committed; only then the dispatcher may forget the attempt. Confined to the stream thread.
 */
final class OutcomeHandler {
  private static final Logger log = LoggerFactory.getLogger(OutcomeHandler.class);

  private final GatewayStores stores;
  private final Journal journal;
  private final Output output;
  private final Dispatcher dispatcher;
  private final Meter meter;
  private final Supplier<Instant> clock;

  OutcomeHandler(
      GatewayStores stores,
      Journal journal,
      Output output,
      Dispatcher dispatcher,
      Meter meter,
      Supplier<Instant> clock) {
    this.stores = stores;
    this.journal = journal;
    this.output = output;
    this.dispatcher = dispatcher;
    this.meter = meter;
    this.clock = clock;
  }

  void handle(Record<String, Decoded<AttemptOutcome>> record, Position position) {
    if (!(record.value() instanceof Decoded.Readable<AttemptOutcome> readable)) {
      log.error("{} holds a record that is no outcome; it is left out", position);
      return;
    }
    AttemptsRecord read = OutcomeRecords.fromRecord(readable.value());
    if (read instanceof AttemptsRecord.OwnerAlive alive) {
      journal.ownerAlive(alive.epoch());
    } else if (read instanceof AttemptsRecord.Unusable unusable) {
      log.error("{} holds {}; it is left out", position, unusable.reason());
    } else if (read instanceof AttemptsRecord.Report ended) {
      String traceparent = EventHeaders.text(record.headers(), EventHeaders.TRACEPARENT);
      AttemptReport report = ended.report();
      ended(meter.metered(report, () -> stores.payload(report.pollingId())), position, traceparent);
    }
  }

  /** Ends the call of an outcome that can't be handled: what it waits for will never come. */
  void giveUp(Record<String, Decoded<AttemptOutcome>> record, Position position, Failure failure) {
    if (record.value() instanceof Decoded.Readable<AttemptOutcome> readable
        && OutcomeRecords.fromRecord(readable.value()) instanceof AttemptsRecord.Report ended) {
      JournalEntry entry = journal.find(ended.report().pollingId());
      if (entry != null) {
        journal.fail(entry, failure, position);
      }
      dispatcher.releaseAfterCommit(ended.report().attemptId());
    }
  }

  private void ended(AttemptReport report, Position position, @Nullable String traceparent) {
    JournalEntry entry = journal.find(report.pollingId());
    if (entry != null) {
      journal.outcome(entry, report, position);
    } else {
      late(report, position, traceparent);
    }
    dispatcher.releaseAfterCommit(report.attemptId());
  }

  /**
   * The call has ended, or was never committed: the outcome changes nothing, what it cost is told
   * once.
   */
  private void late(AttemptReport report, Position position, @Nullable String traceparent) {
    Optional<PollingId> id = PollingIds.unverified(report.pollingId());
    ClosedCall closed =
        id.map(known -> stores.closed(report.pollingId(), known.acceptedAt())).orElse(null);
    if (closed == null) {
      log.warn("an outcome of attempt {} has no call; it is left out", report.attemptId());
      return;
    }
    EndedAttempt late = EndedAttempt.of(report);
    boolean paidFor = report.outcome() instanceof Outcome.Answered || late.usage() != null;
    if (paidFor && !closed.settled().contains(report.attemptId())) {
      stores.putClosed(closed.andSettled(report.attemptId()));
      Used used = late.usage() == null ? null : Meter.used(late.usage());
      Settlement charged = Admission.charge(closed.reservation(), used, stores, stores.clockMs());
      stores.putLimits(charged.changedRows());
      output.polling(
          Events.lateUsage(closed, late, charged, clock.get(), position.source(stores.nextSeq())),
          traceparent);
    }
  }
}
