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
 * @param thread runs one task at a time; shut down with the dispatcher
 */
record OwnerProcess(
    String id, InstantSource clock, Duration beat, ScheduledExecutorService thread) {

  /** The interval of an owner's heartbeats. */
  static final Duration BEAT = Duration.ofSeconds(5);

  static OwnerProcess current(InstantSource clock) {
    return new OwnerProcess(
        UUID.randomUUID().toString(), clock, BEAT, DispatchThreads.single("sluice-dispatch"));
  }
}
