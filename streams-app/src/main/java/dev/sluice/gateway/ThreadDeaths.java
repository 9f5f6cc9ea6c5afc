package dev.sluice.gateway;

import dev.sluice.access.KafkaFault;
import dev.sluice.access.KafkaFaults;
import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what follows the death of a stream thread. Usually another thread takes over, after
 * pauses that grow while threads go on dying. What Kafka refuses ends an application that has never
 * run. One that has run waits until the right or the password is given back, and says what it waits
 * for. Any thread.
 */
final class ThreadDeaths {
  private static final Logger log = LoggerFactory.getLogger(ThreadDeaths.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** A record that makes the gateway throw is tried a few times, and that should be soon over. */
  private static final int SOON = 4;

  /** After so long without a death the next one is the first again. */
  private static final Duration CALM = Duration.ofMinutes(2);

  /** How long a new thread takes to be refused. */
  private static final Duration TRY = Duration.ofSeconds(10);

  private static final int MOST_FENCED = 3;

  /** What follows. */
  sealed interface Next {
    /** Another thread takes over after the pause. */
    record Replace(Duration pause) implements Next {}

    /** The application ends. */
    record End(StartException why) implements Next {}
  }

  private final KafkaFaults faults;
  private final Predicate<String> taken;
  private final LogLimiter lines = new LogLimiter();

  // All guarded by this
  private int deaths;
  private int fenced;
  private Instant calmAt = Instant.MIN;
  private Instant refusedUntil = Instant.MIN;
  private @Nullable KafkaFault latest;

  /**
   * @param taken whether another process has the name in the group of this thread, by its name; may
   *     block for some seconds
   */
  ThreadDeaths(KafkaFaults faults, Predicate<String> taken) {
    this.faults = faults;
    this.taken = taken;
  }

  /**
   * @param hasRun whether the application has worked since it was started
   */
  Next next(Throwable thrown, String thread, boolean hasRun, Instant now) {
    KafkaFault fault = faults.of(thrown);
    boolean isFenced =
        fault instanceof KafkaFault.Refused refused && refused.kind() == KafkaFault.Kind.INSTANCE;
    boolean isTaken = isFenced && taken.test(thread);
    Duration pause = count(fault, isFenced, now);
    boolean ends =
        isFenced
            ? isTaken || fencedSoFar() >= MOST_FENCED
            : fault instanceof KafkaFault.Refused && !hasRun;
    if (ends) {
      return new Next.End(Refusals.find(faults, thrown).orElseThrow());
    }
    tell(fault, thrown, pause, now);
    return new Next.Replace(pause);
  }

  /** What has to be given back before it can go on; empty if threads don't die of it now. */
  synchronized Optional<String> waitsFor(Instant now) {
    return latest != null && now.isBefore(refusedUntil)
        ? Optional.of("it waits, because " + latest.line())
        : Optional.empty();
  }

  private synchronized Duration count(KafkaFault fault, boolean isFenced, Instant now) {
    if (!now.isBefore(calmAt)) {
      deaths = 0;
      fenced = 0;
    }
    deaths++;
    fenced += isFenced ? 1 : 0;
    boolean isRefused = fault instanceof KafkaFault.Refused;
    Duration pause = PAUSES.pause(isRefused ? deaths : deaths - SOON);
    calmAt = now.plus(pause).plus(CALM);
    if (isRefused) {
      latest = fault;
      refusedUntil = now.plus(pause).plus(TRY);
    }
    return pause;
  }

  private synchronized int fencedSoFar() {
    return fenced;
  }

  private void tell(KafkaFault fault, Throwable thrown, Duration pause, Instant now) {
    long nowMs = now.toEpochMilli();
    if (fault instanceof KafkaFault.Unforeseen) {
      if (lines.due(fault.line(), nowMs).isPresent()) {
        log.error("a stream thread ended and is replaced in {} s", pause.toSeconds(), thrown);
      }
    } else {
      lines.warn(
          log,
          fault.cause(),
          nowMs,
          "a stream thread ended and is replaced in %d s: %s"
              .formatted(pause.toSeconds(), fault.line()));
    }
  }
}
