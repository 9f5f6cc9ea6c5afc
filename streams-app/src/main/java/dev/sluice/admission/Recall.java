package dev.sluice.admission;

/** What the memory of accepted requests says to a request ID. */
public enum Recall {
  /** Not remembered: to be decided. */
  NEW,
  /** Accepted before with the same payload: its polling event is emitted again. */
  REPEAT,
  /** Accepted before with another payload: a duplicate failure. */
  CONFLICT
}
