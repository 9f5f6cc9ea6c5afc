package dev.sluice.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls are in flight, altogether and at each provider. Confined to the dispatch thread.
 */
final class InFlight {
  private final int cap;
  private final Map<String, Integer> byProvider = new HashMap<>();
  private final AtomicInteger total = new AtomicInteger();

  InFlight(int cap) {
    this.cap = cap;
  }

  boolean isFull() {
    return total.get() >= cap;
  }

  int at(String provider) {
    return byProvider.getOrDefault(provider, 0);
  }

  void add(String provider) {
    byProvider.merge(provider, 1, Integer::sum);
    total.incrementAndGet();
  }

  void remove(String provider) {
    byProvider.merge(provider, -1, Integer::sum);
    total.decrementAndGet();
  }

  /** Any thread. */
  int total() {
    return total.get();
  }
}
