package dev.sluice.delivery;

import dev.sluice.webhook.Next;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts of webhooks since the process began, for metrics. Any thread. */
public final class DeliveryCounts {
  private final LongAdder pending = new LongAdder();
  private final LongAdder taken = new LongAdder();
  private final LongAdder failedTries = new LongAdder();
  private final Map<Next.Reason, LongAdder> givenUp = new EnumMap<>(Next.Reason.class);

  public DeliveryCounts() {
    for (Next.Reason reason : Next.Reason.values()) {
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

  public long givenUp(Next.Reason reason) {
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

  void addGivenUp(Next.Reason reason, int more) {
    adder(reason).add(more);
  }

  private LongAdder adder(Next.Reason reason) {
    LongAdder adder = givenUp.get(reason);
    if (adder == null) {
      throw new IllegalStateException("every reason has a counter");
    }
    return adder;
  }
}
