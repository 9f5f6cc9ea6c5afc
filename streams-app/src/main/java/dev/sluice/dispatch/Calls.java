package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.Outcome;
import dev.sluice.call.OutcomeSink;
import dev.sluice.call.TargetHealth;
import dev.sluice.failure.CallerFailure;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live calls of this process. Outlives stream threads and tasks: a call stays known from the
 * commit of its start to the commit of its outcome's handling, wherever its task is meanwhile.
 * Starts, queues and caps belong to one dispatch thread; outcomes come in on the providers'
 * threads.
 *
 * <p>To stop: {@link #drain}, then close Kafka Streams, then {@link #close}, then the outcome sink,
 * then the providers. What is given up only after Streams has closed is not started here again.
 */
public final class Calls implements Dispatcher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** How often an owner of live calls says that it lives. */
  public static final Duration BEAT = Duration.ofSeconds(5);

  /** How long a call that ended stays known after its deadline if nobody handles its outcome. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final String epoch;
  private final LiveCalls live = new LiveCalls();
  private final AfterCommit afterCommit = new AfterCommit(this::accept, live::release);
  private final Providers providers;
  private final OutcomeSink sink;
  private final OwnerBeat beat;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;

  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicInteger notDurable = new AtomicInteger();
  private final AtomicLong started = new AtomicLong();
  private volatile boolean draining;

  // confined to the dispatch thread
  private final WaitingCalls waiting = new WaitingCalls();
  private final InFlight inFlight;
  private boolean closed;
  private CompletableFuture<Void> idle = new CompletableFuture<>();

  /**
   * @param maxInFlight the most exchanges at the same time, over all providers; 1 or more
   */
  public Calls(
      Providers providers, OutcomeSink sink, OwnerBeat beat, int maxInFlight, InstantSource clock) {
    this(providers, sink, beat, maxInFlight, clock, BEAT);
  }

  Calls(
      Providers providers,
      OutcomeSink sink,
      OwnerBeat beat,
      int maxInFlight,
      InstantSource clock,
      Duration beatEvery) {
    this(
        UUID.randomUUID().toString(),
        providers,
        sink,
        beat,
        maxInFlight,
        clock,
        beatEvery,
        DispatchThreads.single("sluice-dispatch"));
  }

  /**
   * @param epoch unique among all processes that ever ran
   * @param thread runs one task at a time; shut down with this
   */
  Calls(
      String epoch,
      Providers providers,
      OutcomeSink sink,
      OwnerBeat beat,
      int maxInFlight,
      InstantSource clock,
      Duration beatEvery,
      ScheduledExecutorService thread) {
    this.epoch = epoch;
    this.providers = providers;
    this.sink = sink;
    this.beat = beat;
    this.clock = clock;
    this.inFlight = new InFlight(maxInFlight);
    this.thread = thread;
    var unused =
        thread.scheduleWithFixedDelay(
            this::beat, beatEvery.toMillis(), beatEvery.toMillis(), TimeUnit.MILLISECONDS);
  }

  AfterCommit afterCommit() {
    return afterCommit;
  }

  @Override
  public String epoch() {
    return epoch;
  }

  @Override
  public void startAfterCommit(Attempt attempt) {
    afterCommit.start(attempt);
  }

  @Override
  public void releaseAfterCommit(String attemptId) {
    afterCommit.release(attemptId);
  }

  @Override
  public boolean isLive(String attemptId) {
    return live.isLive(attemptId);
  }

  @Override
  public void cancel(String attemptId) {
    LiveCall call = live.get(attemptId);
    if (call != null) {
      thread.execute(() -> breakOff(call));
    }
  }

  @Override
  public TargetHealth health() {
    return TargetHealth.FIT;
  }

  /** How many exchanges are under way. */
  public int inFlight() {
    return inFlight.total();
  }

  /** How many calls wait for room. */
  public int queued() {
    return queued.get();
  }

  /** How many exchanges were begun since the process began. */
  public long started() {
    return started.get();
  }

  /** How many calls are known here: queued, in flight, or not yet released. */
  public int live() {
    return live.size();
  }

  /**
   * Starts nothing more, and waits for what is in flight to end with durable outcomes.
   *
   * @return whether all did within the budget
   */
  public boolean drain(Duration budget) throws InterruptedException {
    CompletableFuture<Void> nothingUnderWay = new CompletableFuture<>();
    thread.execute(
        () -> {
          draining = true;
          idle = nothingUnderWay;
          checkIdle();
        });
    try {
      nothingUnderWay.get(budget.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Gives up what has not ended, and says so on the attempts topic, so that the next owner starts
   * it at once. Waits a little for that to be durable.
   */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(this::abandonAll);
    try {
      if (!drain(CLOSE_PATIENCE)) {
        LOG.warn(
            "{} outcomes are not durable yet; the lease of their calls has to pass", notDurable);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }

  // stream threads, after the commit

  private void accept(CommittedCall committed) {
    LiveCall fresh = live.add(committed.attempt());
    if (fresh != null) {
      thread.execute(() -> enqueue(fresh));
    }
  }

  // dispatch thread

  private void enqueue(LiveCall call) {
    if (closed || call.cancelled) {
      Attempt attempt = call.attempt();
      end(call, closed ? new Outcome.Abandoned() : Unstarted.cancelled(attempt));
      return;
    }
    waiting.add(call);
    queued.incrementAndGet();
    long untilDeadline = Duration.between(clock.instant(), call.deadline).toMillis();
    call.expiry =
        thread.schedule(() -> expire(call), Math.max(0, untilDeadline), TimeUnit.MILLISECONDS);
    startWaiting();
  }

  private void startWaiting() {
    while (!draining && !inFlight.isFull()) {
      LiveCall next = waiting.next(this::hasRoom);
      if (next == null) {
        return;
      }
      queued.decrementAndGet();
      if (next.expiry != null) {
        next.expiry.cancel(false);
      }
      begin(next);
    }
  }

  private boolean hasRoom(String provider) {
    Providers.Limited limited = providers.find(provider);
    return limited == null || inFlight.at(provider) < limited.maxInFlight();
  }

  private void begin(LiveCall call) {
    Attempt attempt = call.attempt();
    Instant now = clock.instant();
    Duration left = Duration.between(now, attempt.deadline());
    if (left.toMillis() < 1) {
      end(call, Unstarted.late(attempt));
      return;
    }
    String name = attempt.target().provider();
    Providers.Limited limited = providers.find(name);
    if (limited == null) {
      end(call, Unstarted.internal(attempt, "no provider is named " + name));
      return;
    }
    Duration timeout = attempt.target().timeout();
    call.startedAt = now;
    inFlight.add(name);
    started.incrementAndGet();
    Provider provider = limited.provider();
    try {
      call.exchange =
          provider.start(
              attempt,
              timeout.compareTo(left) < 0 ? timeout : left,
              outcome -> exchanged(call, name, outcome));
    } catch (RuntimeException mistake) {
      LOG.error("provider {} broke its contract", name, mistake);
      exchanged(
          call,
          name,
          Unstarted.internal(attempt, "the provider threw " + mistake.getClass().getSimpleName()));
    }
  }

  private void expire(LiveCall call) {
    if (!call.ended && waiting.remove(call)) {
      queued.decrementAndGet();
      end(call, Unstarted.late(call.attempt()));
    }
  }

  private void breakOff(LiveCall call) {
    if (call.ended) {
      return;
    }
    call.cancelled = true;
    if (call.exchange != null) {
      call.exchange.abort();
    } else if (waiting.remove(call)) {
      queued.decrementAndGet();
      end(call, Unstarted.cancelled(call.attempt()));
    }
  }

  private void abandonAll() {
    draining = true;
    closed = true;
    for (LiveCall call : waiting.takeAll()) {
      queued.decrementAndGet();
      end(call, new Outcome.Abandoned());
    }
    for (LiveCall call : live.all()) {
      if (!call.ended) {
        call.abandoned = true;
        breakOff(call);
      }
    }
  }

  private void beat() {
    try {
      live.forgetUnclaimed(clock.instant(), GRACE);
      live.partitionsInWait().forEach(partition -> beat.alive(epoch, partition));
    } catch (RuntimeException mistake) {
      // or the executor would never beat again
      LOG.error("no sign of life given", mistake);
    }
  }

  private void checkIdle() {
    if (draining && inFlight.total() == 0 && notDurable.get() == 0) {
      idle.complete(null);
    }
  }

  // providers' threads, and the dispatch thread

  private void exchanged(LiveCall call, String provider, Outcome outcome) {
    boolean givenUp =
        call.abandoned
            && outcome instanceof Outcome.Failed failed
            && failed.failure() instanceof CallerFailure.Cancelled;
    if (end(call, givenUp ? new Outcome.Abandoned() : outcome)) {
      thread.execute(
          () -> {
            call.exchange = null;
            inFlight.remove(provider);
            startWaiting();
            checkIdle();
          });
    }
  }

  /** Whether this is the call's first outcome: it has no other. */
  private boolean end(LiveCall call, Outcome outcome) {
    if (!call.takeOutcome()) {
      return false;
    }
    Attempt attempt = call.attempt();
    notDurable.incrementAndGet();
    try {
      sink.publish(attempt, report(attempt, call, outcome), () -> durable(call));
    } catch (RuntimeException mistake) {
      LOG.error("the outcome of attempt {} was not taken", attempt.attemptId(), mistake);
    }
    live.end(call);
    return true;
  }

  private void durable(LiveCall call) {
    call.durable = true;
    notDurable.decrementAndGet();
    if (draining) {
      thread.execute(this::checkIdle);
    }
  }

  private AttemptReport report(Attempt attempt, LiveCall call, Outcome outcome) {
    return new AttemptReport(
        epoch,
        attempt.pollingId(),
        attempt.attemptId(),
        attempt.number(),
        attempt.target().name(),
        attempt.target().provider(),
        attempt.target().model(),
        call.startedAt,
        clock.instant(),
        outcome);
  }
}
