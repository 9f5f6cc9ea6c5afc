package dev.sluice.admission;

/**
 * What counts in the spans of a counter: what was used, and what is set aside for calls that have
 * not ended; an immutable value.
 */
record Buckets(Cells used, Cells reserved) {
  static final Buckets NONE = new Buckets(Cells.NONE, Cells.NONE);

  /** The most that one cell counts, so that the sum over a window can't overflow. */
  static final long MOST = 1L << 53;

  boolean isEmpty() {
    return used.isEmpty() && reserved.isEmpty();
  }

  /** The newest span that counts anything; {@link Long#MIN_VALUE} where none does. */
  long lastIndex() {
    return Math.max(used.lastIndex(), reserved.lastIndex());
  }

  /** The oldest such span from an index on; {@link Long#MAX_VALUE} where there is none. */
  long nextFrom(long index) {
    return Math.min(used.nextFrom(index), reserved.nextFrom(index));
  }

  /** Used and reserved in one span. */
  long at(long index) {
    return used.at(index) + reserved.at(index);
  }

  /** Without what is older than an index. */
  Buckets from(long oldest) {
    return new Buckets(used.from(oldest), reserved.from(oldest));
  }

  /** Changes what counts in one span. Nothing falls below zero or rises above {@link #MOST}. */
  Buckets plus(long index, long usedChange, long reservedChange) {
    return new Buckets(plus(used, index, usedChange), plus(reserved, index, reservedChange));
  }

  /** What fell into later spans than this one falls into it. */
  Buckets rewound(long index) {
    return new Buckets(used.rewound(index, MOST), reserved.rewound(index, MOST));
  }

  private static Cells plus(Cells cells, long index, long change) {
    return change == 0 ? cells : cells.with(index, clamped(cells.at(index), change));
  }

  private static long clamped(long value, long change) {
    return Math.max(
        0, Math.min(MOST, Math.min(MOST, value) + Math.max(-MOST, Math.min(MOST, change))));
  }
}
