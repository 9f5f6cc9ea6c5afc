package dev.sluice.bench.load;

import java.util.Arrays;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * Follows the requests of one round. {@link #departed} is for the thread that publishes, {@link
 * #arrived} for the one that reads; the rest is for any.
 */
final class Recorder {
  private static final long NANOS = 1_000_000_000L;

  private final DueTimes ended = new DueTimes();
  private final DueTimes accepted = new DueTimes();
  private final Pacing pacing;

  // guarded by this
  private final Histogram endedAfter = Latencies.histogram();
  private final Histogram acceptedAfter = Latencies.histogram();
  private long[] perSecond = new long[0];
  private long from = Long.MAX_VALUE;
  private long to = Long.MAX_VALUE;
  private long ends;
  private long failures;
  private long duplicates;
  private long endsInSpan;
  private long watchedFrom = Long.MAX_VALUE;
  private OptionalLong firstEnd = OptionalLong.empty();
  private OptionalLong lastEarlierEnd = OptionalLong.empty();

  Recorder(Pacing pacing) {
    this.pacing = pacing;
  }

  /** What arrives, and what was due, from now to then is measured; the rest is only counted. */
  synchronized void measure(long fromNanos, long toNanos) {
    from = fromNanos;
    to = toNanos;
    perSecond = new long[(int) ((toNanos - fromNanos + NANOS - 1) / NANOS)];
  }

  void departed(int number, long dueNanos) {
    accepted.put(number, dueNanos);
    ended.put(number, dueNanos);
  }

  void arrived(Leg leg, int number, long nowNanos) {
    if (leg == Leg.ACCEPTED) {
      long due = accepted.take(number);
      if (due != 0) {
        acceptedAt(due, nowNanos);
      }
      return;
    }
    long due = ended.take(number);
    endedAt(leg, due, nowNanos);
    if (due != 0) {
      pacing.ended();
    }
  }

  private synchronized void acceptedAt(long due, long now) {
    if (due >= from && due < to) {
      acceptedAfter.recordValue(Math.max(0, now - due));
    }
  }

  private synchronized void endedAt(Leg leg, long due, long now) {
    if (due == 0) {
      duplicates++;
      return;
    }
    ends++;
    if (now >= watchedFrom && firstEnd.isEmpty()) {
      firstEnd = OptionalLong.of(now);
    }
    if (now >= watchedFrom && due < watchedFrom) {
      lastEarlierEnd = OptionalLong.of(now);
    }
    if (leg == Leg.FAILED) {
      failures++;
    }
    if (now >= from && now < to) {
      endsInSpan++;
      perSecond[(int) ((now - from) / NANOS)]++;
    }
    if (due >= from && due < to) {
      endedAfter.recordValue(Math.max(0, now - due));
    }
  }

  synchronized long ends() {
    return ends;
  }

  /** Looks out for what comes back from then on. */
  synchronized void watch(long fromNanos) {
    watchedFrom = fromNanos;
    firstEnd = OptionalLong.empty();
    lastEarlierEnd = OptionalLong.empty();
  }

  /** When the first of those came back. */
  synchronized OptionalLong firstEnd() {
    return firstEnd;
  }

  /** When the latest of those came back that had been due before. */
  synchronized OptionalLong lastEarlierEnd() {
    return lastEarlierEnd;
  }

  synchronized Counts counts(long sent) {
    return new Counts(
        sent,
        sent - ends,
        failures,
        duplicates,
        endsInSpan,
        Arrays.stream(perSecond).boxed().toList());
  }

  synchronized Latencies latencies() {
    return Latencies.of(endedAfter);
  }

  synchronized Latencies acceptLatencies() {
    return Latencies.of(acceptedAfter);
  }
}
