package dev.sluice.admission;

/** Opens what a stored row has set aside to tests of other packages. */
public final class OpenReservations {
  private OpenReservations() {}

  /** The sum over all counters and spans, of whatever unit. */
  public static long of(byte[] row) {
    return ScopeRowCodec.decode(row).counters().stream().mapToLong(Counter::reserved).sum();
  }
}
