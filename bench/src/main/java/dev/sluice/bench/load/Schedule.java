package dev.sluice.bench.load;

/**
 * When each request of an open loop is due, whatever became of those before it: latency is counted
 * from here, so that a stall is felt by all that it delays.
 *
 * @param startNanos of {@link System#nanoTime}
 * @param perSecond positive
 */
record Schedule(long startNanos, double perSecond) {
  private static final double NANOS = 1e9;

  Schedule {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("a rate is positive, not " + perSecond);
    }
  }

  /**
   * @param number from 0
   */
  long dueNanos(long number) {
    return startNanos + Math.round(number * NANOS / perSecond);
  }
}
