package dev.sluice.provider;

/** An attempt under way. */
@FunctionalInterface
public interface Exchange {

  /**
   * Breaks the exchange off: it ends as cancelled, unless it has ended already. Any thread, any
   * number of times.
   */
  void abort();
}
