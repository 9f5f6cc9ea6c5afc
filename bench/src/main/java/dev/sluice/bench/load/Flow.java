package dev.sluice.bench.load;

import dev.sluice.bench.rig.Meter;
import dev.sluice.bench.rig.Usage;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are being published, and those of them that come back. Started by {@link
 * LoadClient}; used by one thread, while another one publishes.
 */
public final class Flow {
  private static final Duration LOOK = Duration.ofMillis(5);

  /** What is published, by its number. */
  interface Feed {
    /** For what has been published already. */
    Feed NOTHING =
        new Feed() {
          @Override
          public void publish(int number) {}

          @Override
          public void flush() {}
        };

    void publish(int number);

    void flush();
  }

  private final int round;
  private final Subject subject;
  private final Pacing pacing;
  private final Recorder recorder;
  private final Meter meter;
  private final Thread thread;
  private final AtomicInteger sent = new AtomicInteger();
  private volatile @Nullable Throwable failure;

  Flow(
      Subject subject,
      Pacing pacing,
      Recorder recorder,
      Meter meter,
      Feed feed,
      int most,
      int round) {
    this.round = round;
    this.subject = subject;
    this.pacing = pacing;
    this.recorder = recorder;
    this.meter = meter;
    this.thread = new Thread(() -> feed(feed, most), "feed-" + round);
    thread.setDaemon(true);
    thread.start();
  }

  int round() {
    return round;
  }

  private void feed(Feed feed, int most) {
    try {
      for (int number = 0; number < most; number++) {
        OptionalLong due = pacing.await(number);
        if (due.isEmpty()) {
          break;
        }
        recorder.departed(number, due.getAsLong());
        feed.publish(number);
        sent.set(number + 1);
      }
      feed.flush();
    } catch (InterruptedException | RuntimeException failed) {
      failure = failed;
    }
  }

  /**
   * Measures for that time, from now on.
   *
   * @return what is known when it has passed: later arrivals are missing from the latencies until
   *     {@link #stop}, whose result is final
   */
  public Round measure(Duration warmUp, Duration span) throws InterruptedException {
    long from = System.nanoTime() + warmUp.toNanos();
    long to = from + span.toNanos();
    recorder.measure(from, to);
    sleepUntil(from);
    Meter.Reading before = meter.read();
    sleepUntil(to);
    return round(span, meter.read().since(before));
  }

  /** Counts by second for that time, from now on, and does not wait for it. */
  public void count(Duration span) {
    long now = System.nanoTime();
    recorder.measure(now, now + span.toNanos());
  }

  /** The same with what has arrived since. */
  public Round updated(Round round) {
    return round(round.span(), round.usage());
  }

  private Round round(Duration span, Usage usage) {
    return new Round(
        subject, span, counts(), recorder.latencies(), recorder.acceptLatencies(), usage);
  }

  /** Publishes no more, and waits for what is under way. */
  public void stop(Duration patience) throws InterruptedException {
    pacing.stop();
    awaitPublished();
    awaitEnds(sent.get(), patience);
  }

  /** Waits until all is on the topic, which an endless flow never is before it is stopped. */
  public void awaitPublished() throws InterruptedException {
    thread.join();
    Throwable failed = failure;
    if (failed != null) {
      throw new IllegalStateException("the load for " + subject.name() + " broke off", failed);
    }
  }

  /** Whether so many have come back. */
  public boolean awaitEnds(long count, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (recorder.ends() < count && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    return recorder.ends() >= count;
  }

  /** Looks out, from now on, for what comes back after a moment of {@link System#nanoTime}. */
  public void watch(long fromNanos) {
    recorder.watch(fromNanos);
  }

  /** When the first of that came back; empty if it has not. */
  public OptionalLong awaitFirstWatched(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (recorder.firstEnd().isEmpty() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    return recorder.firstEnd();
  }

  /** When the latest of that came back that had been published before the moment. */
  public OptionalLong lastEarlierWatched() {
    return recorder.lastEarlierEnd();
  }

  public Counts counts() {
    return recorder.counts(sent.get());
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
  }
}
