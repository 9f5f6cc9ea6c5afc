package dev.sluice.admission;

/**
 * How many distinct values of one kind have a row, kept in the tenant's own row once a limit caps
 * them; an immutable value.
 *
 * @param kind which scopes name the values, by {@link ScopeValue#kind}
 * @param goesAtMs no row of them can go before this instant, so until then nobody need look; {@link
 *     Long#MAX_VALUE} where all have open calls
 */
record ValueCount(int kind, int rows, long goesAtMs) {

  ValueCount plus(int change) {
    return new ValueCount(kind, Math.max(0, rows + change), goesAtMs);
  }

  ValueCount goingAt(long ms) {
    return ms < goesAtMs ? new ValueCount(kind, rows, ms) : this;
  }
}
