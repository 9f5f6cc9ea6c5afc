package dev.sluice.topology;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.v1.Command;
import dev.sluice.wire.Decoded;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels and deletes accepted requests. A command for a request that is not the tenant's own, or
 * that is not known any more, is left out: there is nothing to answer it to. Confined to the stream
 * thread.
 */
final class CommandHandler {
  private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

  private final GatewayStores stores;
  private final Journal journal;
  private final Output output;
  private final PollingIds pollingIds;
  private final Supplier<Instant> clock;

  CommandHandler(
      GatewayStores stores,
      Journal journal,
      Output output,
      PollingIds pollingIds,
      Supplier<Instant> clock) {
    this.stores = stores;
    this.journal = journal;
    this.output = output;
    this.pollingIds = pollingIds;
    this.clock = clock;
  }

  void handle(Record<String, Decoded<Command>> record, Position position) {
    if (record.key() == null || !(record.value() instanceof Decoded.Readable<Command> readable)) {
      log.warn("{} holds a record that is no command; it is left out", position);
      return;
    }
    Command command = readable.value();
    Optional<PollingId> id = pollingIds.verify(command.getPollingId(), record.key());
    if (id.isEmpty() || id.get().partition() != position.partition()) {
      log.warn("{} holds a command for no request of its tenant; it is left out", position);
      return;
    }
    switch (command.getKind()) {
      case CANCEL -> cancel(id.get(), position);
      case DELETE -> {
        cancel(id.get(), position);
        delete(id.get(), position);
      }
      case UNKNOWN -> log.warn("{} holds a command that this release doesn't know", position);
    }
  }

  private void cancel(PollingId id, Position position) {
    JournalEntry entry = journal.find(id.text());
    if (entry != null) {
      Failure cancelled =
          new CallerFailure.Cancelled(
              FailureFacts.of(FailureType.CANCELLED, "the call was cancelled"));
      journal.cancel(entry, cancelled, position);
    }
  }

  private void delete(PollingId id, Position position) {
    ClosedCall closed = stores.closed(id.text(), id.acceptedAt());
    if (closed != null) {
      output.polling(Events.deleted(closed, clock.get(), position.source(stores.nextSeq())), null);
    }
  }
}
