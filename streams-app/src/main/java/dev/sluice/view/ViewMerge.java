package dev.sluice.view;

import dev.sluice.v1.CallStatus;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.RowFormats;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Merges the events of one accepted request into its row: DELETED over terminal over the newest
 * non-terminal. Commutative, associative and idempotent, because the topics of the events arrive in
 * any order and a reprocessed record arrives twice. Pure; any thread.
 */
final class ViewMerge {
  private static final ViewRowSerde SERDE = new ViewRowSerde(RowFormats.newest());

  /**
   * A total order on rows; the greatest wins. The bytes only decide between rows that a single call
   * never has together; they keep the merge commutative whatever arrives.
   */
  private static final Comparator<ViewRow> PRECEDENCE =
      Comparator.comparingInt(ViewMerge::rank)
          .thenComparingLong(ViewMerge::place)
          .thenComparing(ViewMerge::status)
          .thenComparing((a, b) -> Arrays.compareUnsigned(SERDE.encode(a), SERDE.encode(b)));

  private ViewMerge() {}

  /** The state that the event alone implies; empty if it implies none. */
  static Optional<ViewRow> rowOf(SpecificRecord event) {
    if (event instanceof CompletionResult result) {
      return Optional.of(new ViewRow.Completed(result));
    }
    if (event instanceof ErrorRecord error && error.getPollingId() != null) {
      return Optional.of(new ViewRow.Failed(error));
    }
    if (event instanceof PollingEvent polling) {
      return switch (polling.getKind()) {
        case ACCEPTED, STATUS -> Optional.of(new ViewRow.Pending(polling));
        case DELETED -> Optional.of(new ViewRow.Deleted());
        // UNKNOWN: an event of a newer release, and only that release knows what it changes
        case LATE_USAGE, UNKNOWN -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  /** The winner of both; the same {@code before} if it wins. */
  static ViewRow merge(@Nullable ViewRow before, ViewRow arrived) {
    return before != null && PRECEDENCE.compare(before, arrived) >= 0 ? before : arrived;
  }

  private static int rank(ViewRow row) {
    if (row instanceof ViewRow.Pending pending) {
      // a repetition reports a decision made long before its own sequence number
      return pending.event().getRepeat() ? 0 : 1;
    }
    if (row instanceof ViewRow.Failed) {
      return 2;
    }
    return row instanceof ViewRow.Completed ? 3 : 4;
  }

  /** The newest non-terminal wins, and the first of several results or errors. */
  private static long place(ViewRow row) {
    if (row instanceof ViewRow.Pending pending) {
      return pending.event().getSource().getSeq();
    }
    if (row instanceof ViewRow.Failed failed) {
      return -failed.error().getSource().getSeq();
    }
    return row instanceof ViewRow.Completed completed
        ? -completed.result().getSource().getSeq()
        : 0;
  }

  /** One decision may both accept a request and report its next status. */
  private static CallStatus status(ViewRow row) {
    return row instanceof ViewRow.Pending pending
        ? pending.event().getStatus()
        : CallStatus.UNKNOWN;
  }
}
