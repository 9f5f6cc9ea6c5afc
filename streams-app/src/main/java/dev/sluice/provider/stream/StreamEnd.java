package dev.sluice.provider.stream;

/** How the reading of a stream ended. */
public enum StreamEnd {
  /** The vendor has said all: the whole answer, or what went wrong. */
  WHOLE,
  /** The stream ended, or its connection broke, before that. */
  BROKE_OFF,
  /** No byte came for too long. */
  STALLED,
  /** The attempt's time was over. */
  TIMED_OUT,
  ABORTED,
  /** One event, or the reply that was put together, is larger than what may be held. */
  TOO_LARGE,
  /** It is not in its framing. */
  MALFORMED,
  /** Reading it went wrong here. */
  UNFORESEEN
}
