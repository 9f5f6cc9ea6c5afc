package dev.sluice.view;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the rows of one partition of the view. Confined to the stream thread of its task. */
final class ViewProcessor implements Processor<String, SpecificRecord, Void, Void> {
  static final String STORE = "view";

  private static final Logger log = LoggerFactory.getLogger(ViewProcessor.class);

  private final ViewListener listener;
  private @Nullable ProcessorContext<Void, Void> context;
  private @Nullable RowsByAcceptance<ViewRow> store;

  ViewProcessor(ViewListener listener) {
    this.listener = listener;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
    WindowStore<String, ViewRow> rows = context.getStateStore(STORE);
    this.store = new RowsByAcceptance<>(rows, context::currentSystemTimeMs);
    listener.opened(context.taskId().partition());
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    SpecificRecord event = record.value();
    RowsByAcceptance<ViewRow> rows = store;
    if (context == null || rows == null || event == null) {
      return;
    }
    Optional<RecordMetadata> place = context.recordMetadata();
    if (event instanceof ErrorRecord error && error.getPollingId() == null) {
      place.ifPresent(there -> listener.rejected(there, error));
      return;
    }
    Key key = key(event);
    if (key == null) {
      log.warn(
          "{} at {} has no polling ID or acceptance time; the view does not show it",
          event.getSchema().getName(),
          place.map(Object::toString).orElse("an unknown position"));
      return;
    }
    ViewMerge.rowOf(event).ifPresent(arrived -> put(rows, key, arrived, place));
    if (event instanceof PollingEvent polling && polling.getKind() == PollingEventKind.ACCEPTED) {
      listener.decided(polling);
    }
  }

  @Override
  public void close() {
    if (context != null) {
      listener.closed(context.taskId().partition());
    }
  }

  private void put(
      RowsByAcceptance<ViewRow> rows, Key key, ViewRow arrived, Optional<RecordMetadata> place) {
    ViewRow before = rows.find(key.pollingId(), key.acceptedAt());
    ViewRow after = ViewMerge.merge(before, arrived);
    if (after == arrived) {
      // an expired window silently drops the row, which nobody can ask for any more
      rows.put(key.pollingId(), key.acceptedAt(), after);
      place.ifPresent(there -> listener.changed(there, key.pollingId(), before, after));
    }
  }

  /** The row's key in the store; the append time is that in the polling ID. */
  private record Key(String pollingId, Instant acceptedAt) {}

  private static @Nullable Key key(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      return new Key(polling.getPollingId(), polling.getAcceptedAt());
    }
    if (event instanceof CompletionResult result) {
      return new Key(result.getPollingId(), result.getAcceptedAt());
    }
    return event instanceof ErrorRecord error && error.getAcceptedAt() != null
        ? new Key(error.getPollingId(), error.getAcceptedAt())
        : null;
  }
}
