package dev.sluice.provider;

/** An attempt under way. */
@FunctionalInterface
public interface Exchange {

  /**
   * Aborts the exchange: it ends as cancelled, unless it has ended already. Any thread; idempotent.
   */
  void abort();
}
