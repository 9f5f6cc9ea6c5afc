package dev.sluice.view;

import dev.sluice.failure.FailureType;
import dev.sluice.v1.CallStatus;
import dev.sluice.wire.RowFormats;
import dev.sluice.wire.StoredRow;
import dev.sluice.wire.StoredRowsContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the view, over releases. */
class ViewStoredRowsTest extends StoredRowsContract {
  private static final String ID = "resp_1";

  @Override
  protected List<StoredRow> rows() {
    return List.of(
        row(
            "view-pending",
            "PollingEvent",
            new ViewRow.Pending(Events.status(ID, CallStatus.IN_PROGRESS, 2).build())),
        row(
            "view-completed",
            "CompletionResult",
            new ViewRow.Completed(Events.result(ID, Events.text("a gate for water")).build())),
        row(
            "view-failed",
            "ErrorRecord",
            new ViewRow.Failed(Events.failed(ID, FailureType.DEADLINE_EXCEEDED).build())),
        row("view-deleted", null, new ViewRow.Deleted()));
  }

  private static StoredRow row(String name, @Nullable String schema, ViewRow sample) {
    return new StoredRow(
        name,
        schema,
        2,
        new ViewRowCodec(RowFormats.newest()).encode(sample, Events.NO_WIRE),
        (bytes, formats) -> {
          ViewRowCodec codec = new ViewRowCodec(formats);
          return codec.encode(codec.decode(bytes), Events.NO_WIRE);
        });
  }
}
