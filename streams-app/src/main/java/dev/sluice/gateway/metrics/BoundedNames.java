package dev.sluice.gateway.metrics;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Names that metrics tell apart: as many as that, the first ones; the rest as one. Any thread. */
final class BoundedNames {
  /** In parentheses: no name of one's own is likely to have them. */
  static final String OTHERS = "(others)";

  private final int most;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param first told before any others
   */
  BoundedNames(int most, Collection<String> first) {
    this.most = most;
    first.stream().limit(most).forEach(told::add);
  }

  String of(String name) {
    return told.contains(name) || admits(name) ? name : OTHERS;
  }

  private synchronized boolean admits(String name) {
    return told.size() < most && told.add(name);
  }
}
