package dev.sluice.admission;

/** Capacity claimed by requests queued before this one, per counter. */
public interface PriorClaims {

  /** For a request with nothing queued before it. */
  PriorClaims NOBODY = (scope, counter) -> 0;

  /** The claimed amount, 0 or more, in the unit of the counter's metric. */
  long of(ScopeValue scope, CounterId counter);
}
