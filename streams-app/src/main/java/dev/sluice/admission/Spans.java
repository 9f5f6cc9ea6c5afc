package dev.sluice.admission;

/**
 * How a window divides time into numbered spans, each with a cell of its own in a counter: the
 * sub-buckets of a rolling window, or the days or months of a calendar. Times are milliseconds
 * since 1970.
 */
sealed interface Spans permits SlidingWindow, CalendarPeriods {

  /** The span that an instant falls into; never falls while time rises. */
  long indexAt(long ms);

  /** The oldest span that still counts at an instant. */
  long oldestCountedAt(long ms);

  /** The first millisecond at which a span no longer counts. */
  long leavesAt(long index);
}
