package dev.sluice.view;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.AvroRowCodec;
import dev.sluice.wire.RowFormats;

/**
 * The format of rows in the view: one byte for the row's version, one for its kind, then the event
 * in the bare Avro format. Immutable; any thread.
 */
final class ViewRowCodec {
  private static final byte VERSION = 1;
  private static final int HEADER = 2;
  private static final byte PENDING = 1;
  private static final byte COMPLETED = 2;
  private static final byte FAILED = 3;
  private static final byte DELETED = 4;

  private final AvroRowCodec<PollingEvent> pollingEvents;
  private final AvroRowCodec<CompletionResult> results;
  private final AvroRowCodec<ErrorRecord> errors;

  ViewRowCodec(RowFormats formats) {
    pollingEvents = new AvroRowCodec<>(PollingEvent.getClassSchema(), formats);
    results = new AvroRowCodec<>(CompletionResult.getClassSchema(), formats);
    errors = new AvroRowCodec<>(ErrorRecord.getClassSchema(), formats);
  }

  /**
   * @param wire the row's event in the wire format; anything else is not used
   */
  byte[] encode(ViewRow row, byte[] wire) {
    if (row instanceof ViewRow.Pending pending) {
      return headed(PENDING, pollingEvents.encode(pending.event(), wire, HEADER));
    }
    if (row instanceof ViewRow.Completed completed) {
      return headed(COMPLETED, results.encode(completed.result(), wire, HEADER));
    }
    if (row instanceof ViewRow.Failed failed) {
      return headed(FAILED, errors.encode(failed.error(), wire, HEADER));
    }
    return headed(DELETED, new byte[HEADER]);
  }

  /**
   * @throws IllegalStateException if the row is damaged or was written by a newer release
   */
  ViewRow decode(byte[] bytes) {
    if (bytes.length < HEADER || bytes[0] != VERSION) {
      throw new IllegalStateException(
          "a row of the view has format "
              + (bytes.length == 0 ? "none" : bytes[0])
              + ", and this release reads "
              + VERSION
              + "; a newer release wrote it: run that one, and see Upgrading in docs/operate.md");
    }
    return switch (bytes[1]) {
      case PENDING -> new ViewRow.Pending(pollingEvents.decode(bytes, HEADER));
      case COMPLETED -> new ViewRow.Completed(results.decode(bytes, HEADER));
      case FAILED -> new ViewRow.Failed(errors.decode(bytes, HEADER));
      case DELETED -> new ViewRow.Deleted();
      default ->
          throw new IllegalStateException("a row of the view has the unknown kind " + bytes[1]);
    };
  }

  private static byte[] headed(byte kind, byte[] row) {
    row[0] = VERSION;
    row[1] = kind;
    return row;
  }
}
