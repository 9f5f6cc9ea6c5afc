package dev.sluice.admission;

/** Capacity claimed by requests queued before this one, per counter. */
public interface Ahead {

  /** For a request with nothing queued before it. */
  Ahead NOBODY = (scope, counter) -> 0;

  /** The claimed amount, 0 or more, in the unit of the counter's metric. */
  long of(ScopeValue scope, CounterId counter);
}
