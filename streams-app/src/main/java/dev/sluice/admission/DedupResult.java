package dev.sluice.admission;

/** What the record of accepted requests says about a request ID. */
public enum DedupResult {
  /** Not known: decide it. */
  NEW,
  /** Accepted before with the same payload: emit its polling event again. */
  REPEAT,
  /** Accepted before with another payload: a duplicate failure. */
  CONFLICT
}
