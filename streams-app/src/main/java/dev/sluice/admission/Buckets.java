package dev.sluice.admission;

/** The amounts in a counter's time buckets: used, and reserved for open calls. Immutable. */
record Buckets(BucketAmounts used, BucketAmounts reserved) {
  static final Buckets NONE = new Buckets(BucketAmounts.NONE, BucketAmounts.NONE);

  /** The largest amount of one bucket, so that the sum over a window can't overflow. */
  static final long MOST = 1L << 53;

  boolean isEmpty() {
    return used.isEmpty() && reserved.isEmpty();
  }

  /** The newest bucket with an amount; {@link Long#MIN_VALUE} if there is none. */
  long lastIndex() {
    return Math.max(used.lastIndex(), reserved.lastIndex());
  }

  /** The oldest such bucket at or after an index; {@link Long#MAX_VALUE} if there is none. */
  long nextFrom(long index) {
    return Math.min(used.nextFrom(index), reserved.nextFrom(index));
  }

  /** Used and reserved in one bucket. */
  long at(long index) {
    return used.at(index) + reserved.at(index);
  }

  /** Without the buckets before an index. */
  Buckets from(long oldest) {
    return new Buckets(used.from(oldest), reserved.from(oldest));
  }

  /** Changes the amounts of one bucket, kept between 0 and {@link #MOST}. */
  Buckets plus(long index, long usedChange, long reservedChange) {
    return new Buckets(plus(used, index, usedChange), plus(reserved, index, reservedChange));
  }

  /** Moves the amounts of later buckets into this one. */
  Buckets rewound(long index) {
    return new Buckets(used.rewound(index, MOST), reserved.rewound(index, MOST));
  }

  private static BucketAmounts plus(BucketAmounts amounts, long index, long change) {
    return change == 0 ? amounts : amounts.with(index, clamped(amounts.at(index), change));
  }

  private static long clamped(long value, long change) {
    return Math.max(
        0, Math.min(MOST, Math.min(MOST, value) + Math.max(-MOST, Math.min(MOST, change))));
  }
}
