package dev.sluice.http;

import dev.sluice.wire.BoundedMap;
import java.util.Map;

/**
 * The requests that were deleted through this process, until the view knows it: a client that
 * deleted one must not find it any more. Any thread.
 */
final class RecentlyDeleted {
  private static final int MAX = 10_000;

  /** Guarded by itself; drops the oldest, which the view has learned long before. */
  private final Map<String, Boolean> deleted = new BoundedMap<>(MAX);

  void add(String pollingId) {
    synchronized (deleted) {
      deleted.put(pollingId, true);
    }
  }

  boolean contains(String pollingId) {
    synchronized (deleted) {
      return deleted.containsKey(pollingId);
    }
  }
}
