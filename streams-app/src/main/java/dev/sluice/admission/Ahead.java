package dev.sluice.admission;

/** What those ahead of a request in its tenant's line are to get before it, by counter. */
public interface Ahead {

  /** For a request that nobody is ahead of. */
  Ahead NOBODY = (scope, counter) -> 0;

  /** Zero or more, in the unit of the counter's metric. */
  long of(ScopeValue scope, CounterId counter);
}
