package dev.sluice.dispatch;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells the owners of all partitions that processes have ended. Any thread. */
public record DeadOwners(AttemptsLog attempts, int partitions) {

  /**
   * Written before any marker that is requested later, so that a task that has caught up knows it.
   *
   * @param ownerIds of processes that certainly make no attempt any more
   * @param onWritten run once, when every partition has it; at once if there is none to report
   */
  public void report(Set<String> ownerIds, Runnable onWritten) {
    AtomicInteger unwritten = new AtomicInteger(ownerIds.size() * partitions + 1);
    Runnable written =
        () -> {
          if (unwritten.decrementAndGet() == 0) {
            onWritten.run();
          }
        };
    for (String ownerId : ownerIds) {
      for (int partition = 0; partition < partitions; partition++) {
        attempts.dead(ownerId, partition, written);
      }
    }
    written.run();
  }
}
