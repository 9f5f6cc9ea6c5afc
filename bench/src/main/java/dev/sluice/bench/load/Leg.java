package dev.sluice.bench.load;

/** What a record on a topic means for the request that it names. */
public enum Leg {
  /** It has a polling ID. A further one of these is about the same request. */
  ACCEPTED,
  /** It has its answer. */
  ANSWERED,
  /** It was refused, or has failed. */
  FAILED
}
