package dev.sluice.dispatch;

import dev.sluice.call.Credit;
import dev.sluice.call.Target;
import java.util.HashMap;
import java.util.Map;

/**
 * What is in flight, in calls and bytes: in total, and at each provider and target. Confined to the
 * dispatch thread except where stated.
 */
final class InFlight {
  private final Credit credit;
  private final Map<String, Integer> byProvider = new HashMap<>();
  private final Map<String, Integer> byTarget = new HashMap<>();
  private volatile int calls;
  private volatile long bytes;

  InFlight(Credit credit) {
    this.credit = credit;
  }

  /** Whether the process has room for a call of this size. */
  boolean covers(int payloadSize) {
    return credit.covers(payloadSize);
  }

  /** Whether the target and its provider have room for one more call. */
  boolean hasRoom(Target target, int atProvider) {
    Integer atTarget = target.maxInFlight();
    return byProvider.getOrDefault(target.provider(), 0) < atProvider
        && (atTarget == null || byTarget.getOrDefault(target.name(), 0) < atTarget);
  }

  void add(Target target, int payloadSize) {
    credit.take(payloadSize);
    count(target, 1);
  }

  void remove(Target target, int payloadSize) {
    credit.release(payloadSize);
    count(target, -1);
  }

  private void count(Target target, int change) {
    byProvider.merge(target.provider(), change, Integer::sum);
    byTarget.merge(target.name(), change, Integer::sum);
    calls = credit.calls();
    bytes = credit.bytes();
  }

  /** Any thread. */
  int calls() {
    return calls;
  }

  /** Any thread. */
  long bytes() {
    return bytes;
  }
}
