package dev.sluice.dispatch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The process that owns a dispatcher's calls.
 *
 * @param id unique among all processes that ever ran
 * @param beat the interval of its heartbeats
 * @param lease after which it is given up for dead if it is silent
 * @param thread runs one task at a time; shut down with the dispatcher
 */
record OwnerProcess(
    String id,
    InstantSource clock,
    Duration beat,
    Duration lease,
    ScheduledExecutorService thread) {

  /** Two heartbeats may be lost before a lease ends. */
  private static final int BEATS_IN_A_LEASE = 3;

  /**
   * @param lease after which a silent owner's calls are taken over
   */
  static OwnerProcess current(InstantSource clock, Duration lease) {
    return new OwnerProcess(
        UUID.randomUUID().toString(),
        clock,
        lease.dividedBy(BEATS_IN_A_LEASE),
        lease,
        DispatchThreads.single("sluice-dispatch"));
  }
}
