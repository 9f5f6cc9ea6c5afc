package dev.sluice.admission;

/** What a stored row of limits counts, for tests that read it from its changelog. */
public record CountedRow(ScopeRow row) {

  public static CountedRow decode(byte[] bytes) {
    return new CountedRow(ScopeRowCodec.decode(bytes));
  }

  /** Set aside for calls that have not ended, open calls among them, over all of its counters. */
  public long reserved() {
    return row.counters().stream().mapToLong(Counter::reserved).sum();
  }

  public long used(Metric metric) {
    return row.counters().stream()
        .filter(counter -> counter.id().metric() == metric)
        .mapToLong(Counter::used)
        .sum();
  }
}
