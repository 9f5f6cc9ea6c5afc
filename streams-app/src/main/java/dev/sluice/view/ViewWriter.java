package dev.sluice.view;

import dev.sluice.call.OpenTransaction;
import dev.sluice.call.PollingId;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.RowFormats;
import java.time.Instant;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of one partition of the view, in the transaction that decides; what that makes
 * visible is reported after its commit. Each event of a request replaces what is there: one
 * processor writes them all, in their order. Only a repetition does not, since it reports a
 * decision made long before. Confined to the stream thread of its task.
 */
public final class ViewWriter {
  private final int partition;
  private final RowsByAcceptance<byte[]> rows;
  private final ViewRowCodec codec;
  private final ViewListener listener;
  private final OpenTransaction transaction;

  /**
   * @param context of a processor that has the {@link ViewStore}
   * @param formats of the rows
   * @param listener told of what is committed
   */
  public ViewWriter(
      ProcessorContext<?, ?> context,
      RowFormats formats,
      ViewListener listener,
      OpenTransaction transaction) {
    WindowStore<String, byte[]> store = context.getStateStore(ViewStore.NAME);
    this.partition = context.taskId().partition();
    this.rows = new RowsByAcceptance<>(store, context::currentSystemTimeMs);
    this.codec = new ViewRowCodec(formats);
    this.listener = listener;
    this.transaction = transaction;
  }

  /** The row as the task has left it, committed or not; null if there is none. */
  public @Nullable ViewRow find(PollingId id) {
    byte[] row = rows.find(id.text(), id.acceptedAt());
    return row == null ? null : codec.decode(row);
  }

  /**
   * The event was written to its topic.
   *
   * @param wire as it was written
   */
  public void written(SpecificRecord event, byte[] wire) {
    if (event instanceof PollingEvent polling) {
      written(polling, wire);
    } else if (event instanceof CompletionResult result) {
      show(result.getPollingId(), result.getAcceptedAt(), new ViewRow.Completed(result), wire);
    } else if (event instanceof ErrorRecord error) {
      written(error, wire);
    }
  }

  private void written(PollingEvent event, byte[] wire) {
    String id = event.getPollingId();
    switch (event.getKind()) {
      case ACCEPTED -> {
        if (!event.getRepeat() || rows.find(id, event.getAcceptedAt()) == null) {
          show(id, event.getAcceptedAt(), new ViewRow.Pending(event), wire);
        }
        afterCommit(() -> listener.decided(event));
      }
      case STATUS -> show(id, event.getAcceptedAt(), new ViewRow.Pending(event), wire);
      case DELETED -> show(id, event.getAcceptedAt(), new ViewRow.Deleted(), wire);
      // of a call whose row stays as it is, or of none; UNKNOWN is never written
      case LATE_USAGE, SETTLED, POLICY, CLOCK, UNKNOWN -> {}
    }
  }

  private void written(ErrorRecord error, byte[] wire) {
    String id = error.getPollingId();
    if (id == null) {
      afterCommit(() -> listener.rejected(partition, error));
    } else {
      show(id, Objects.requireNonNull(error.getAcceptedAt()), new ViewRow.Failed(error), wire);
    }
  }

  private void show(String pollingId, Instant acceptedAt, ViewRow row, byte[] wire) {
    // an expired window silently drops the row, which nobody can ask for any more
    rows.put(pollingId, acceptedAt, codec.encode(row, wire));
    // told after the store, which lets the row be read then
    afterCommit(() -> listener.changed(partition, pollingId, row));
  }

  private void afterCommit(OpenTransaction.Listener report) {
    transaction.onEnd(report);
  }
}
