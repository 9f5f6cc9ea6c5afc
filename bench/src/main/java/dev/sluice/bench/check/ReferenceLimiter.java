package dev.sluice.bench.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the documentation says of limits of requests, written a second time and as plainly as can
 * be: a window has 60 sub-buckets, the oldest and partial one counts whole, a request is admitted
 * when every limit has room for it and then takes one from each, and time never goes back.
 */
public final class ReferenceLimiter {
  private static final int SUB_BUCKETS = 60;

  /**
   * So many requests of each tenant in any such time.
   *
   * @param windowMs the length of the rolling window
   */
  public record Limit(int amount, long windowMs) {
    private long bucket(long ms) {
      return Math.floorDiv(ms * SUB_BUCKETS, windowMs);
    }
  }

  private final List<Limit> limits;
  private final Map<String, Tenant> tenants = new HashMap<>();

  private final class Tenant {
    /** Of each limit, the sub-buckets of what was admitted, oldest first. */
    private final List<Deque<Long>> admitted =
        limits.stream().<Deque<Long>>map(limit -> new ArrayDeque<>()).toList();

    private long latestMs = Long.MIN_VALUE;

    boolean admits(long ms) {
      latestMs = Math.max(latestMs, ms);
      boolean room = true;
      for (int i = 0; i < limits.size(); i++) {
        Deque<Long> counted = admitted.get(i);
        long oldest = limits.get(i).bucket(latestMs) - SUB_BUCKETS;
        while (!counted.isEmpty() && counted.peekFirst() < oldest) {
          counted.removeFirst();
        }
        room &= counted.size() < limits.get(i).amount();
      }
      if (room) {
        for (int i = 0; i < limits.size(); i++) {
          admitted.get(i).addLast(limits.get(i).bucket(latestMs));
        }
      }
      return room;
    }
  }

  public ReferenceLimiter(List<Limit> limits) {
    this.limits = List.copyOf(limits);
  }

  /**
   * Whether the next request of the tenant is admitted, which is counted then.
   *
   * @param ms when it was appended to its topic, by the broker's clock
   */
  public boolean admits(String tenant, long ms) {
    return tenants.computeIfAbsent(tenant, name -> new Tenant()).admits(ms);
  }
}
