package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.Cooldown;
import dev.sluice.call.Dispatcher;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.TargetHealth;
import dev.sluice.failure.CallerFailure;
import dev.sluice.outage.Unquoted;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live calls of this process. Outlives stream threads and tasks: a call stays known from the
 * commit of its start to the commit that handles its outcome, wherever its task is meanwhile.
 * Starts, queues and caps belong to one dispatch thread; outcomes arrive on the providers' threads.
 *
 * <p>To stop: {@link #drain}, then close Kafka Streams, then {@link #close}, then the attempts log,
 * then the providers. Close Streams before abandoning calls, or this process would restart them.
 */
public final class CallDispatcher implements Dispatcher, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CallDispatcher.class);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final String ownerId;
  private final LiveCalls live = new LiveCalls();
  private final CommitPace pace = new CommitPace(System::nanoTime);
  private final AfterCommit afterCommit =
      new AfterCommit(this::accept, this::cancelled, live::release);
  private final Providers providers;
  private final TargetStates targets;
  private final OutcomePublisher ends;
  private final BatchCalls batches;
  private final Heartbeats heartbeats;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;
  private final Drain drain;

  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong started = new AtomicLong();

  // confined to the dispatch thread
  private final PendingCalls waiting = new PendingCalls();
  private final Ticks ticks;
  private final InFlight inFlight;
  private final RateCaps caps;
  private final WakeUp wakeUp;
  private boolean closed;

  /**
   * @param lease after which a silent owner's calls are taken over
   */
  public CallDispatcher(
      Providers providers,
      AttemptsLog attempts,
      DispatchLimits limits,
      Cooldown cooldown,
      Duration lease,
      InstantSource clock) {
    this(providers, attempts, limits, cooldown, OwnerProcess.current(clock, lease));
  }

  CallDispatcher(
      Providers providers,
      AttemptsLog attempts,
      DispatchLimits limits,
      Cooldown cooldown,
      OwnerProcess process) {
    this.ownerId = process.id();
    this.clock = process.clock();
    this.thread = process.thread();
    this.providers = providers;
    this.targets = new TargetStates(cooldown, providers);
    this.drain = new Drain(thread, this::nothingUnderWay);
    this.ends = new OutcomePublisher(ownerId, live, targets, attempts, clock, drain::checkSoon);
    this.inFlight = new InFlight(limits.credit());
    this.caps = new RateCaps(limits.caps(), clock);
    this.wakeUp = new WakeUp(thread, this::startWaiting);
    this.ticks = new Ticks(attempts, clock, thread);
    this.batches =
        new BatchCalls(
            new BatchWork(process, providers, attempts), afterCommit, () -> drain.begun());
    this.heartbeats = new Heartbeats(ownerId, live, batches, attempts, clock);
    heartbeats.every(process.beat(), thread);
  }

  AfterCommit afterCommit() {
    return afterCommit;
  }

  /** That of the stream threads whose producers come from {@link AfterCommitClients}. */
  public OpenTransaction transaction() {
    return afterCommit;
  }

  CommitPace pace() {
    return pace;
  }

  @Override
  public void processed(Runnable commit) {
    pace.processed(commit);
  }

  @Override
  public void swept(Runnable commit) {
    if (afterCommit.isOpen()) {
      pace.wanted(commit);
    }
  }

  @Override
  public String ownerId() {
    return ownerId;
  }

  @Override
  public void startAfterCommit(Attempt attempt) {
    afterCommit.start(attempt);
    targets.decided(attempt, clock.instant());
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
    } else {
      afterCommit.cancel(attemptId);
    }
  }

  @Override
  public String mark(int partition) {
    return heartbeats.mark(partition);
  }

  @Override
  public void tickAt(int partition, Instant at) {
    thread.execute(() -> ticks.at(partition, at));
  }

  @Override
  public BatchDispatcher batches() {
    return batches;
  }

  @Override
  public TargetHealth health() {
    return targets;
  }

  /** The number of exchanges under way. */
  public int inFlight() {
    return inFlight.calls();
  }

  /** The bytes of requests that these exchanges hold. */
  public long bytesInFlight() {
    return inFlight.bytes();
  }

  /** The number of calls that wait for room. */
  public int queued() {
    return queued.get();
  }

  /** The number of exchanges begun since the process started. */
  public long started() {
    return started.get();
  }

  /** The number of known calls: queued, in flight, or not yet released. */
  public int live() {
    return live.size();
  }

  /**
   * Starts nothing more, and waits until what is in flight has ended with durable outcomes.
   *
   * @return whether all did within the budget
   */
  public boolean drain(Duration budget) throws InterruptedException {
    return drain.await(budget);
  }

  /**
   * Abandons what has not ended, and reports that on the attempts topic, so that the next owner
   * starts it at once. Waits briefly for that to be durable.
   */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(this::abandonAll);
    if (!drain.awaitOrInterrupted(CLOSE_PATIENCE)) {
      log.warn(
          "{} outcomes are not durable yet; their calls wait for their leases", ends.notDurable());
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

  /**
   * Cancelled in the transaction that would have started it: its journal entry waits for an
   * outcome.
   */
  private void cancelled(Attempt attempt) {
    LiveCall fresh = live.add(attempt);
    if (fresh != null) {
      thread.execute(() -> ends.end(fresh, UnstartedOutcomes.cancelled(attempt)));
    }
  }

  // dispatch thread

  private void enqueue(LiveCall call) {
    if (closed || call.cancelled) {
      Attempt attempt = call.attempt();
      ends.end(call, closed ? new Outcome.Abandoned() : UnstartedOutcomes.cancelled(attempt));
      return;
    }
    Duration untilDeadline = Duration.between(clock.instant(), call.deadline);
    Duration turn = caps.turn(call, waiting);
    if (!turn.isZero() && turn.compareTo(untilDeadline) > 0) {
      ends.end(call, UnstartedOutcomes.capped(call.attempt(), turn));
      return;
    }
    waiting.add(call);
    queued.incrementAndGet();
    call.expiry =
        thread.schedule(
            () -> expire(call), Math.max(0, untilDeadline.toMillis()), TimeUnit.MILLISECONDS);
    startWaiting();
  }

  private void startWaiting() {
    while (!drain.begun()) {
      LiveCall next = waiting.next(this::hasRoom);
      // wait for a large call: if small ones overtook it, it might never start
      if (next == null || !inFlight.covers(next.payloadSize)) {
        // an end of a call that is under way comes without it
        wakeUp.in(waiting.firsts().map(caps::delay).filter(delay -> !delay.isZero()));
        return;
      }
      waiting.take(next);
      queued.decrementAndGet();
      if (next.expiry != null) {
        next.expiry.cancel(false);
      }
      begin(next);
    }
  }

  private boolean hasRoom(LiveCall call) {
    Target target = call.attempt().target();
    Providers.Limited limited = providers.find(target.provider());
    return limited == null
        || (inFlight.hasRoom(target, limited.maxInFlight()) && caps.delay(call).isZero());
  }

  private void begin(LiveCall call) {
    Attempt attempt = call.attempt();
    Instant now = clock.instant();
    Duration left = Duration.between(now, attempt.deadline());
    if (left.toMillis() < 1) {
      ends.end(call, UnstartedOutcomes.late(attempt));
      return;
    }
    String name = attempt.target().provider();
    Providers.Limited limited = providers.find(name);
    if (limited == null) {
      ends.end(call, UnstartedOutcomes.noProvider(attempt));
      return;
    }
    Duration full = attempt.target().timeout();
    Duration timeout = full.compareTo(left) < 0 ? full : left;
    call.startedAt = now;
    targets.begun(attempt, timeout, now);
    inFlight.add(attempt.target(), call.payloadSize);
    caps.begun(call);
    started.incrementAndGet();
    Provider provider = limited.provider();
    try {
      call.exchange =
          provider.start(attempt, timeout, outcome -> exchanged(call, attempt.target(), outcome));
    } catch (RuntimeException mistake) {
      CallLog.ids(attempt.accepted())
          .during(() -> log.error("provider {} broke its contract", name, Unquoted.of(mistake)));
      exchanged(
          call,
          attempt.target(),
          UnstartedOutcomes.internal(
              attempt, "the provider threw " + mistake.getClass().getSimpleName()));
    }
  }

  private void expire(LiveCall call) {
    if (!call.ended && waiting.remove(call)) {
      queued.decrementAndGet();
      ends.end(call, UnstartedOutcomes.late(call.attempt()));
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
      ends.end(call, UnstartedOutcomes.cancelled(call.attempt()));
    }
  }

  private void abandonAll() {
    drain.begin();
    closed = true;
    for (LiveCall call : waiting.takeAll()) {
      queued.decrementAndGet();
      ends.end(call, new Outcome.Abandoned());
    }
    for (LiveCall call : live.all()) {
      if (!call.ended) {
        call.abandoned = true;
        breakOff(call);
      }
    }
  }

  private boolean nothingUnderWay() {
    return inFlight.calls() == 0 && ends.notDurable() == 0;
  }

  // providers' threads, and the dispatch thread

  private void exchanged(LiveCall call, Target target, Outcome outcome) {
    boolean givenUp =
        call.abandoned
            && outcome instanceof Outcome.Failed failed
            && failed.failure() instanceof CallerFailure.Cancelled;
    if (ends.end(call, givenUp ? new Outcome.Abandoned() : outcome)) {
      thread.execute(
          () -> {
            call.exchange = null;
            inFlight.remove(target, call.payloadSize);
            caps.ended(target, call.tokens, outcome);
            startWaiting();
            drain.check();
          });
    }
  }
}
