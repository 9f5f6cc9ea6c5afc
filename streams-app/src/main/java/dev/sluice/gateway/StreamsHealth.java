package dev.sluice.gateway;

import dev.sluice.http.ApiKeys;
import dev.sluice.http.Health;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The health of Kafka Streams, and the handling of dead stream threads. Any thread. */
final class StreamsHealth implements Health {
  private static final Logger log = LoggerFactory.getLogger(StreamsHealth.class);

  private final AtomicReference<@Nullable KafkaStreams> streams = new AtomicReference<>();
  private final AtomicReference<@Nullable ApiKeys> apiKeys = new AtomicReference<>();
  private final CountDownLatch failed = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> unusableState = new AtomicReference<>();
  private final AtomicReference<@Nullable StartException> refused = new AtomicReference<>();
  private final String name;
  private final ThreadDeaths policy;
  private final Consumer<String> deaths;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Over when they run for the first time, or never will. */
  private final CountDownLatch running = new CountDownLatch(1);

  private volatile boolean hasRun;

  /**
   * @param name what these streams do, for the log
   * @param policy what follows a thread's death
   * @param deaths receives the name of each stream thread that is replaced, on that thread
   */
  StreamsHealth(String name, ThreadDeaths policy, Consumer<String> deaths, InstantSource clock) {
    this.name = name;
    this.policy = policy;
    this.deaths = deaths;
    this.clock = clock;
  }

  void watch(KafkaStreams streams, ApiKeys keys) {
    this.streams.set(streams);
    this.apiKeys.set(keys);
    streams.setUncaughtExceptionHandler(this::onThreadDeath);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            hasRun = true;
            running.countDown();
          }
          // not only ERROR: the threads that it still waits for may be stuck
          if (now == KafkaStreams.State.PENDING_ERROR || now == KafkaStreams.State.ERROR) {
            fail();
          }
        });
  }

  /**
   * Replaces a dead thread: its transaction was aborted, and its input is read again. The usual
   * reason is a registry or broker that is away, so not at once. If the state directory is at fault
   * the next thread would fail too, and keep partitions from processes that can work on them. The
   * rest is decided by {@link ThreadDeaths}.
   */
  private StreamThreadExceptionResponse onThreadDeath(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof MissingSourceTopicException) {
        log.error("a topic was deleted under {}; it stops", name, thrown);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
      }
    }
    String unusable = StateDirectory.fault(thrown);
    if (unusable != null) {
      log.error("the state directory can't be used; {} stops", name, thrown);
      unusableState.set(unusable);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    ThreadDeaths.Next next = policy.next(thrown, hasRun, clock.instant());
    if (next instanceof ThreadDeaths.Next.End end) {
      if (refused.compareAndSet(null, end.why())) {
        log.error("{} stops: {}", name, end.why().getMessage());
      }
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    ThreadDeaths.Next.Replace replace = (ThreadDeaths.Next.Replace) next;
    if (replace.leaves()) {
      deaths.accept(Thread.currentThread().getName());
    }
    pause(replace.pause());
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Until it stops, at most. */
  private void pause(Duration pause) {
    try {
      var unused = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stopping() {
    stopping.countDown();
    running.countDown();
  }

  /**
   * Waits until Kafka Streams runs for the first time.
   *
   * @return false if it stops or fails before
   */
  boolean awaitRunning() throws InterruptedException {
    running.await();
    return hasRun && stopping.getCount() > 0;
  }

  /** A part that started later can't work, and the process ends for that. */
  void refuse(StartException why) {
    refused.compareAndSet(null, why);
    fail();
  }

  /**
   * Fails if a stream thread stands still. Not to be asked while the brokers may be the reason: a
   * restart would not help then.
   */
  void failIfStuck(StuckThreads threads) {
    KafkaStreams watched = streams.get();
    // one that dies waits before it ends, and its metrics stay until then
    if (watched == null || stopping.getCount() == 0 || !policy.isCalm(clock.instant())) {
      return;
    }
    threads.find(watched.metrics()).ifPresent(this::failFor);
  }

  private void failFor(StuckThreads.Stuck found) {
    StartException why =
        new StartException(
            ExitStatus.STREAM_THREAD_STUCK,
            "%s has not polled for %d s, longer than max.poll.interval.ms, although brokers answer; the process ends, so that its partitions can be processed again"
                .formatted(found.thread(), found.since().toSeconds()));
    if (refused.compareAndSet(null, why)) {
      log.error("{}; it stands at{}", why.getMessage(), stackOf(found.thread()));
      fail();
    }
  }

  private static String stackOf(String thread) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().equals(thread))
        .flatMap(each -> Stream.of(each.getValue()))
        .map(frame -> System.lineSeparator() + "  " + frame)
        .collect(Collectors.joining());
  }

  private void fail() {
    failed.countDown();
    running.countDown();
  }

  /** Waits until Kafka Streams has failed permanently. */
  void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /** What made the state directory unusable; null if it is not known to be. */
  @Nullable String unusableState() {
    return unusableState.get();
  }

  /** What Kafka refuses for good; null if it is not that. */
  @Nullable StartException refused() {
    return refused.get();
  }

  @Override
  public boolean isLive() {
    return failed.getCount() > 0;
  }

  @Override
  public List<String> notReady() {
    List<String> reasons = new ArrayList<>();
    KafkaStreams watched = streams.get();
    ApiKeys keys = apiKeys.get();
    if (stopping.getCount() == 0) {
      reasons.add("it is stopping");
    }
    if (watched == null || watched.state() != KafkaStreams.State.RUNNING) {
      reasons.add("Kafka Streams is " + (watched == null ? "not started" : watched.state()));
    } else if (watched.metadataForLocalThreads().stream()
        .allMatch(thread -> thread.activeTasks().isEmpty())) {
      // an instance without any assignment is RUNNING too
      reasons.add("no partition is assigned to it yet");
    }
    policy.waitsFor(clock.instant()).ifPresent(reasons::add);
    if (keys == null || !keys.isReady()) {
      reasons.add("the tenants topic has not been read yet");
    }
    return reasons;
  }
}
