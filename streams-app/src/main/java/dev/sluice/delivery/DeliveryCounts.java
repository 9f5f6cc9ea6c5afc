package dev.sluice.delivery;

import dev.sluice.webhook.RetryDecision;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of webhooks since the process began, for metrics. Any thread. */
public final class DeliveryCounts {
  private final LongAdder pending = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private final LongAdder failedTries = new LongAdder();
  private final Map<RetryDecision.Reason, LongAdder> givenUp =
      new EnumMap<>(RetryDecision.Reason.class);

  public DeliveryCounts() {
    for (RetryDecision.Reason reason : RetryDecision.Reason.values()) {
      givenUp.put(reason, new LongAdder());
    }
  }

  /** Stored in the local partitions. */
  public long pending() {
    return pending.sum();
  }

  public long taken() {
    return taken.sum();
  }

  public long failedTries() {
    return failedTries.sum();
  }

  public long givenUp(RetryDecision.Reason reason) {
    return adder(reason).sum();
  }

  void addPending(long more) {
    pending.add(more);
  }

  void addTaken() {
    taken.increment();
  }

  void addFailedTry() {
    failedTries.increment();
  }

  void addGivenUp(RetryDecision.Reason reason, int more) {
    adder(reason).add(more);
  }

  private LongAdder adder(RetryDecision.Reason reason) {
    LongAdder adder = givenUp.get(reason);
    if (adder == null) {
      throw new IllegalStateException("every reason has a counter");
    }
    return adder;
  }
}
