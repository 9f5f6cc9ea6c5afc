package dev.sluice.admission;

/**
 * A rolling window of 60 time buckets whose oldest, partial one counts whole: 61 are counted, so no
 * interval of the window's length ever holds more than was counted.
 *
 * <p>A bucket's index is {@code floor(60 * ms / length)} in exact integers, because a 60th of a
 * second is no whole number of milliseconds.
 */
record SlidingWindow(long lengthMs) implements TimeBuckets {

  private static final int SUB_BUCKETS = 60;

  SlidingWindow {
    if (lengthMs <= 0) {
      throw new IllegalArgumentException("a rolling window has a length, not " + lengthMs + " ms");
    }
  }

  @Override
  public long indexAt(long ms) {
    return Math.floorDiv(Math.multiplyExact(ms, SUB_BUCKETS), lengthMs);
  }

  @Override
  public long oldestCountedAt(long ms) {
    return indexAt(ms) - SUB_BUCKETS;
  }

  @Override
  public long leavesAt(long index) {
    long firstWithoutIt = index + SUB_BUCKETS + 1;
    return -Math.floorDiv(Math.multiplyExact(-firstWithoutIt, lengthMs), SUB_BUCKETS);
  }
}
