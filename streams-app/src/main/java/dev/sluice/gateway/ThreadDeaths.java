package dev.sluice.gateway;

import dev.sluice.access.KafkaFault;
import dev.sluice.access.KafkaFaults;
import dev.sluice.outage.Backoff;
import dev.sluice.outage.LogLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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

  /** The first may be a join of its own that came to the coordinator twice. */
  private static final int MOST_FENCED = 2;

  /**
   * In which the other threads of a process are fenced too. The thread that takes over has the same
   * name, and would fence the other process.
   */
  private static final Duration FENCED = Duration.ofSeconds(5);

  /** What follows. */
  sealed interface Next {
    /**
     * Another thread takes over after the pause.
     *
     * @param leaves whether the dead one's membership of the group is removed
     */
    record Replace(Duration pause, boolean leaves) implements Next {}

    /** The application ends. */
    record End(StartException why) implements Next {}
  }

  private final KafkaFaults faults;
  private final boolean isPart;
  private final LogLimiter lines = new LogLimiter();

  // All guarded by this
  private int deaths;
  private int fenced;
  private Instant calmAt = Instant.MIN;
  private Instant refusedUntil = Instant.MIN;
  private @Nullable KafkaFault latest;

  ThreadDeaths(KafkaFaults faults) {
    this(faults, false);
  }

  private ThreadDeaths(KafkaFaults faults, boolean isPart) {
    this.faults = faults;
    this.isPart = isPart;
  }

  /**
   * Of an application that is started when another one of this process runs: the rights were asked
   * for and the password was accepted, so that what is refused was withdrawn since.
   */
  static ThreadDeaths ofPart(KafkaFaults faults) {
    return new ThreadDeaths(faults, true);
  }

  /**
   * @param hasRun whether the application has worked since it was started
   */
  synchronized Next next(Throwable thrown, boolean hasRun, Instant now) {
    KafkaFault fault = faults.of(thrown);
    boolean isRefused = fault instanceof KafkaFault.Refused;
    // a broker keeps the former process's names of clients, so that it can't tell who it is
    boolean isFenced =
        fault instanceof KafkaFault.Refused refused && refused.kind() == KafkaFault.Kind.INSTANCE;
    Duration pause = count(isRefused, isFenced, now);
    if (isFenced ? fenced >= MOST_FENCED : isRefused && !hasRun && !isPart) {
      return new Next.End(Refusals.find(faults, thrown).orElseThrow());
    }
    if (isRefused) {
      latest = fault;
      refusedUntil = now.plus(pause).plus(TRY);
    }
    tell(fault, thrown, pause, now);
    return new Next.Replace(pause, !isFenced);
  }

  /** Whether no thread has died lately. */
  synchronized boolean isCalm(Instant now) {
    return !now.isBefore(calmAt);
  }

  /** What has to be given back before it can go on; empty if threads don't die of it now. */
  synchronized Optional<String> waitsFor(Instant now) {
    return latest != null && now.isBefore(refusedUntil)
        ? Optional.of("it waits, because " + latest.line())
        : Optional.empty();
  }

  private Duration count(boolean isRefused, boolean isFenced, Instant now) {
    if (isCalm(now)) {
      deaths = 0;
      fenced = 0;
    }
    deaths++;
    fenced += isFenced ? 1 : 0;
    Duration pause = isFenced ? FENCED : PAUSES.pause(isRefused ? deaths : deaths - SOON);
    calmAt = now.plus(pause).plus(CALM);
    return pause;
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
