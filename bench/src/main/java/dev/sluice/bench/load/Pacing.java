package dev.sluice.bench.load;

import java.util.OptionalLong;

/** Decides when the next request goes out. {@link #await} is for one thread, the rest for any. */
interface Pacing {
  /**
   * Waits until it is time.
   *
   * @param number from 0
   * @return since when its latency counts, of {@link System#nanoTime}; empty when there are no more
   */
  OptionalLong await(long number) throws InterruptedException;

  /** A request has come to its end. */
  void ended();

  /** No more. */
  void stop();
}
