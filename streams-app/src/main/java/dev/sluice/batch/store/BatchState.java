package dev.sluice.batch.store;

import java.util.Locale;

/** Where a batch stands, in the names of OpenAI's statuses. */
public enum BatchState {
  VALIDATING,
  FAILED,
  IN_PROGRESS,
  FINALIZING,
  COMPLETED,
  EXPIRED,
  CANCELLING,
  CANCELLED;

  /** As OpenAI's API names it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isFinal() {
    return this == FAILED || this == COMPLETED || this == EXPIRED || this == CANCELLED;
  }
}
