package dev.sluice.topology;

import dev.sluice.call.PollingId;
import dev.sluice.failure.CallerFailure;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.outage.LogIds;
import dev.sluice.v1.Command;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.ViewRow;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.TextLimits;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels and deletes accepted requests. A command that can't be followed is answered by an error
 * record; one for a request that is not known any more changes nothing. Confined to the stream
 * thread.
 */
final class CommandHandler implements InputHandler<Command> {
  private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

  private final GatewayTask task;
  private final Journal journal;
  private final RawInput raw;

  CommandHandler(GatewayTask task, Journal journal) {
    this.task = task;
    this.journal = journal;
    this.raw = new RawInput(task.settings().rawBytesCap());
  }

  @Override
  public void handle(Record<String, Decoded<Command>> record, SourcePosition position) {
    Optional<String> badKey = TextLimits.tenantProblem(record.key());
    if (!(record.value() instanceof Decoded.Readable<Command> readable)) {
      reject(record, position, new CallerFailure.UnreadableRecord(unreadable(record.value())));
      return;
    }
    if (badKey.isPresent()) {
      reject(record, position, invalid(badKey.get(), "key"));
      return;
    }
    Command command = readable.value();
    Optional<PollingId> id =
        Optional.of(command.getPollingId())
            .filter(TextLimits::isName)
            .flatMap(text -> task.pollingIds().verify(text, record.key()));
    if (id.isEmpty() || id.get().partition() != position.partition()) {
      reject(record, position, invalid("polling_id names no request of this tenant", "polling_id"));
      return;
    }
    new LogIds(record.key(), null, command.getPollingId())
        .during(() -> handle(command, id.get(), record, position));
  }

  private void handle(
      Command command,
      PollingId id,
      Record<String, Decoded<Command>> record,
      SourcePosition position) {
    switch (command.getKind()) {
      case CANCEL -> cancel(id, position);
      case DELETE -> {
        cancel(id, position);
        delete(id, position);
      }
      case UNKNOWN ->
          reject(record, position, invalid("kind is not supported by this release", "kind"));
    }
  }

  private static FailureFacts unreadable(@Nullable Decoded<Command> value) {
    String reason =
        value instanceof Decoded.Unreadable<Command> unreadable
            ? unreadable.reason()
            : "the record has no value";
    return FailureFacts.of(FailureType.UNREADABLE_RECORD, reason);
  }

  private static Failure invalid(String problem, String param) {
    FailureFacts facts =
        FailureFacts.of(FailureType.INVALID_REQUEST, "the command is refused: " + problem);
    return new CallerFailure.InvalidRequest(facts.withParam(param));
  }

  private void reject(
      Record<String, Decoded<Command>> record, SourcePosition position, Failure failure) {
    log.warn("{} holds an invalid command: {}", position, failure.facts().message());
    task.output()
        .error(
            EventFactory.rejected(
                TextLimits.tenant(record.key()),
                null,
                new Decision.Refused(failure, List.of()),
                raw.of(record.key(), record.value()),
                0,
                task.stamp(position)),
            null);
  }

  private void cancel(PollingId id, SourcePosition position) {
    JournalEntry entry = journal.find(id.text());
    if (entry != null) {
      Failure cancelled =
          new CallerFailure.Cancelled(
              FailureFacts.of(FailureType.CANCELLED, "the call was cancelled"));
      journal.cancel(entry, cancelled, position);
    }
  }

  private void delete(PollingId id, SourcePosition position) {
    ViewRow row = task.view().find(id);
    if (row instanceof ViewRow.Completed completed) {
      deleted(EventFactory.deleted(completed.result(), task.stamp(position)));
    } else if (row instanceof ViewRow.Failed failed) {
      deleted(EventFactory.deleted(failed.error(), task.stamp(position)));
    }
  }

  private void deleted(PollingEvent event) {
    task.output().polling(event, null);
  }
}
