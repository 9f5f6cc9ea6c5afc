package dev.sluice.dispatch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports that this process, the owner of its live calls, is alive. Any thread. */
final class Heartbeats {
  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

  private final String ownerId;
  private final LiveCalls live;
  private final AttemptsLog attempts;
  private final InstantSource clock;
  private final Duration grace;
  private final AtomicLong marks = new AtomicLong();

  /**
   * @param grace how long after its deadline a call is kept that has ended without being handled
   */
  Heartbeats(
      String ownerId, LiveCalls live, AttemptsLog attempts, InstantSource clock, Duration grace) {
    this.ownerId = ownerId;
    this.live = live;
    this.attempts = attempts;
    this.clock = clock;
    this.grace = grace;
  }

  void every(Duration time, ScheduledExecutorService thread) {
    var unused =
        thread.scheduleWithFixedDelay(
            this::beat, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      live.forgetUnclaimed(clock.instant(), grace);
      live.inWait()
          .forEach((partition, attemptIds) -> attempts.alive(ownerId, partition, attemptIds));
    } catch (RuntimeException mistake) {
      // otherwise the executor would never run it again
      log.error("no heartbeat was sent", mistake);
    }
  }

  /** A heartbeat with a unique name. */
  String mark(int partition) {
    String mark = ownerId + "-" + marks.incrementAndGet();
    attempts.mark(ownerId, partition, mark);
    return mark;
  }
}
