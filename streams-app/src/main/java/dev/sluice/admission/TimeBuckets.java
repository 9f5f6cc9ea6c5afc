package dev.sluice.admission;

/**
 * How a window divides time into numbered buckets, each with an amount in a counter: the
 * sub-buckets of a rolling window, or the days or months of a calendar. Times are in milliseconds
 * since 1970.
 */
sealed interface TimeBuckets permits SlidingWindow, CalendarPeriods {

  /** The bucket of a time; never falls while time rises. */
  long indexAt(long ms);

  /** The oldest bucket that still counts at a time. */
  long oldestCountedAt(long ms);

  /** The first millisecond at which a bucket no longer counts. */
  long leavesAt(long index);
}
