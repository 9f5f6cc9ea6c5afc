package dev.sluice.replay;

/** Where a call stood, as it was recorded. */
public enum Stage {
  WAITING,
  QUEUED,
  IN_PROGRESS,
  PARKED,
  /** It has ended for its client, and its last attempt has not. */
  UNSETTLED,
  /** Never accepted. */
  NONE
}
