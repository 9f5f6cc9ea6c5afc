package dev.sluice.delivery;

import dev.sluice.webhook.RetryDecision;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of webhooks since the process began, for metrics. Any thread. */
public final class DeliveryCounts {
  private final LongAdder pending = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failedAttempts = new LongAdder();
  private final Map<RetryDecision.Reason, LongAdder> abandoned =
      new EnumMap<>(RetryDecision.Reason.class);

  public DeliveryCounts() {
    for (RetryDecision.Reason reason : RetryDecision.Reason.values()) {
      abandoned.put(reason, new LongAdder());
    }
  }

  /** Stored in the local partitions. */
  public long pending() {
    return pending.sum();
  }

  public long delivered() {
    return delivered.sum();
  }

  public long failedAttempts() {
    return failedAttempts.sum();
  }

  public long abandoned(RetryDecision.Reason reason) {
    return adder(reason).sum();
  }

  void addPending(long more) {
    pending.add(more);
  }

  void addTaken() {
    delivered.increment();
  }

  void addFailedTry() {
    failedAttempts.increment();
  }

  void addGivenUp(RetryDecision.Reason reason, int more) {
    adder(reason).add(more);
  }

  private LongAdder adder(RetryDecision.Reason reason) {
    LongAdder adder = abandoned.get(reason);
    if (adder == null) {
      throw new IllegalStateException("every reason has a counter");
    }
    return adder;
  }
}
