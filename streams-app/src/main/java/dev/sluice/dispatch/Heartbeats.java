package dev.sluice.dispatch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private final BatchCalls batches;
  private final AttemptsLog attempts;
  private final InstantSource clock;
  private final AtomicLong marks = new AtomicLong();

  Heartbeats(
      String ownerId,
      LiveCalls live,
      BatchCalls batches,
      AttemptsLog attempts,
      InstantSource clock) {
    this.ownerId = ownerId;
    this.live = live;
    this.batches = batches;
    this.attempts = attempts;
    this.clock = clock;
  }

  void every(Duration time, ScheduledExecutorService thread) {
    var unused =
        thread.scheduleWithFixedDelay(
            this::beat, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      live.forgetUnclaimed(clock.instant(), DispatchLimits.GRACE);
      Map<Integer, List<String>> held = live.inWait();
      batches
          .sending()
          .forEach(
              (partition, ids) ->
                  held.computeIfAbsent(partition, id -> new ArrayList<>()).addAll(ids));
      held.forEach((partition, ids) -> attempts.alive(ownerId, partition, ids));
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
