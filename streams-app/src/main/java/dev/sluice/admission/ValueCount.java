package dev.sluice.admission;

/**
 * How many distinct values of one kind have a row, kept in the tenant's own row once a limit caps
 * them. Immutable.
 *
 * @param kind the scopes that name the values; see {@link ScopeValue#kind}
 * @param goesAtMs no row of them can be dropped before this time, so nothing needs to look earlier;
 *     {@link Long#MAX_VALUE} if all have open calls
 */
record ValueCount(int kind, int rows, long goesAtMs) {

  ValueCount plus(int change) {
    return new ValueCount(kind, Math.max(0, rows + change), goesAtMs);
  }

  ValueCount goingAt(long ms) {
    return ms < goesAtMs ? new ValueCount(kind, rows, ms) : this;
  }
}
