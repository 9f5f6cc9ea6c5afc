package dev.sluice.view;

import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;

/** What the view holds of one accepted request: the committed event that decides its state. */
public sealed interface ViewRow {

  /** Accepted and not ended: the newest polling event. */
  record Pending(PollingEvent event) implements ViewRow {}

  /** Ended with an answer. */
  record Completed(CompletionResult result) implements ViewRow {}

  /** Ended without an answer. */
  record Failed(ErrorRecord error) implements ViewRow {}

  /** Deleted by its tenant; the marker keeps none of its content. */
  record Deleted() implements ViewRow {}

  /** Whether only a deletion can change the row, so that any replica may serve it. */
  default boolean isTerminal() {
    return !(this instanceof Pending);
  }
}
