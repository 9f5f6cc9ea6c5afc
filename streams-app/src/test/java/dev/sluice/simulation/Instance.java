package dev.sluice.simulation;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptReport;
import dev.sluice.dispatch.AttemptsLog;
import dev.sluice.dispatch.BatchLog;
import dev.sluice.dispatch.CallDispatcher;
import dev.sluice.dispatch.DeadOwners;
import dev.sluice.dispatch.SimulatedCalls;
import dev.sluice.provider.Providers;
import dev.sluice.topology.SimulatedGateway;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.view.ViewListener;
import dev.sluice.view.ViewRow;
import dev.sluice.wire.OutcomeRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.processor.api.Processor;
import org.jspecify.annotations.Nullable;

/**
 * One gateway process: one stream thread with its transaction, the real dispatcher on a thread that
 * is stepped, and a producer for attempts whose writes land when the schedule says so.
 */
final class Instance {
  /** How a commit ends for the one who asked for it. */
  enum Fate {
    COMMITTED,
    COMMITTED_UNKNOWN
  }

  /** How long after its attempt's deadline an outcome is still tried to be written. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration PATIENCE_FOR_MARKS = Duration.ofSeconds(2);

  final World world;
  final String ownerId;
  final StateDirectories.Directory directory;
  final CallDispatcher calls;
  final StepExecutor dispatchThread = new StepExecutor(this::nowMs);
  final Exchanges exchanges;
  final BatchExchanges batchExchanges;
  private final Log log = new Log();
  final Map<Integer, Task> tasks = new TreeMap<>();
  final List<Write> unwritten = new ArrayList<>();
  private final Map<Integer, Set<String>> marks = new HashMap<>();
  boolean paused;
  boolean draining;
  private @Nullable Transaction transaction;
  private boolean closing;
  private final long skewMs;

  /** A record on its way to the attempts topic. */
  record Write(int partition, AttemptOutcome value, Instant until, Runnable onDone) {
    boolean isGivenUp(long nowMs) {
      return until.isBefore(Instant.ofEpochMilli(nowMs));
    }
  }

  Instance(
      World world, String ownerId, StateDirectories.Directory directory, RandomGenerator random) {
    this.world = world;
    this.ownerId = ownerId;
    this.directory = directory;
    this.skewMs = random.nextInt(-3_000, 3_000);
    this.batchExchanges = new BatchExchanges(world.batches, random);
    this.exchanges =
        new Exchanges(
            dispatchThread,
            batchExchanges,
            attempt -> world.invariants.started(this, attempt),
            (attempt, outcome) -> world.note(ownerId + " ends " + attempt.attemptId() + outcome));
    Providers.Limited limited = new Providers.Limited(exchanges, Gateways.PROVIDER_ROOM);
    this.calls =
        SimulatedCalls.open(
            ownerId,
            new Providers(Map.of("main", limited, "other", limited)),
            log,
            Gateways.PROVIDER_ROOM + 1,
            () -> Instant.ofEpochMilli(nowMs()),
            dispatchThread);
  }

  /** Before it is given any partition. */
  void reportDead() {
    Set<String> dead = directory.take(ownerId);
    dead.forEach(each -> world.note(ownerId + " takes " + each + " for dead"));
    world.provenDead.addAll(dead);
    new DeadOwners(log, Gateways.PARTITIONS).report(dead, () -> directory.forget(dead));
  }

  /** What nobody may report: it has lost the partition, and may still make its calls. */
  void reportFenced(Partition partition) {
    AttemptOutcome end = OutcomeRecords.ownerDead(ownerId, Instant.ofEpochMilli(nowMs()));
    world.appendAttempt(new Write(partition.id, end, Instant.MAX, () -> {}));
  }

  long nowMs() {
    return world.nowMs + skewMs;
  }

  Processor<byte[], byte[], Object, Object> processor() {
    return SimulatedGateway.processor(
        Gateways.SETTINGS,
        Gateways.ROUTES,
        Gateways.POLLING_IDS,
        new SimulatedGateway.Simulated(
            new SimulatedDispatcher(calls, world), calls.transaction(), new Woken()),
        world.values.formats());
  }

  /** Those who wait for a row look at once. */
  private final class Woken implements ViewListener {
    @Override
    public void changed(int partition, String pollingId, ViewRow row) {
      world.invariants.polls.woken(Objects.requireNonNull(tasks.get(partition)), pollingId);
    }
  }

  /** A mark is given up soon, as the next one would do it: the task must ask again. */
  private final class Log implements AttemptsLog {
    @Override
    public void publish(Attempt attempt, AttemptReport report, Runnable onDone) {
      Instant until = attempt.deadline().plus(GRACE);
      write(new Write(attempt.partition(), OutcomeRecords.toRecord(report), until, onDone));
    }

    @Override
    public void alive(String owner, int partition, List<String> attemptIds) {
      Instant now = Instant.ofEpochMilli(nowMs());
      AttemptOutcome sign = OutcomeRecords.ownerAlive(owner, now, attemptIds);
      write(new Write(partition, sign, Instant.MAX, () -> {}));
    }

    @Override
    public void mark(String owner, int partition, String mark) {
      Instant now = Instant.ofEpochMilli(nowMs());
      AttemptOutcome sign = OutcomeRecords.mark(owner, now, mark);
      marks(world.partitions.get(partition)).add(mark);
      write(new Write(partition, sign, now.plus(PATIENCE_FOR_MARKS), () -> {}));
    }

    @Override
    public void dead(String owner, int partition, Runnable onWritten) {
      AttemptOutcome end = OutcomeRecords.ownerDead(owner, Instant.ofEpochMilli(nowMs()));
      write(new Write(partition, end, Instant.MAX, onWritten));
    }

    @Override
    public BatchLog batches() {
      return new Batches();
    }

    @Override
    public void tick(int partition, Consumer<@Nullable Instant> onDone) {
      onDone.accept(world.appendTick(partition));
    }
  }

  private final class Batches implements BatchLog {
    @Override
    public void sign(
        String owner, int partition, String batchId, Consumer<@Nullable Instant> onDone) {
      Instant now = Instant.ofEpochMilli(nowMs());
      AttemptOutcome sign = OutcomeRecords.ownerAlive(owner, now, List.of(batchId));
      write(new Write(partition, sign, Instant.MAX, () -> onDone.accept(now)));
    }

    @Override
    public void created(
        String owner, int partition, String batchId, String providerId, Runnable onWritten) {
      AttemptOutcome created =
          OutcomeRecords.batchCreated(owner, Instant.ofEpochMilli(nowMs()), batchId, providerId);
      write(new Write(partition, created, Instant.MAX, onWritten));
    }

    @Override
    public void ended(String owner, int partition, String batchId) {
      AttemptOutcome end = OutcomeRecords.batchEnded(owner, Instant.ofEpochMilli(nowMs()), batchId);
      write(new Write(partition, end, Instant.MAX, () -> {}));
    }
  }

  /** What the task of this partition has asked for since its initialisation. */
  Set<String> marks(Partition partition) {
    return marks.computeIfAbsent(partition.id, id -> new HashSet<>());
  }

  private void write(Write write) {
    if (closing) {
      land(write);
    } else {
      unwritten.add(write);
    }
  }

  /** The write is on the topic, and its writer knows it. */
  void land(Write write) {
    world.appendAttempt(write);
    write.onDone().run();
  }

  void landAll() {
    List.copyOf(unwritten).forEach(this::land);
    unwritten.clear();
  }

  // the stream thread

  void assign(Partition partition) {
    Task task = new Task(partition, this);
    partition.owner = task;
    tasks.put(partition.id, task);
  }

  /** Streams begins a transaction with the first record that is sent in it. */
  Transaction writes() {
    Transaction open = transaction;
    if (open == null) {
      open = Transaction.begin();
      transaction = open;
      SimulatedCalls.begun(calls);
    }
    return open;
  }

  void commit(Fate fate) {
    if (!tasks.values().stream().allMatch(Task::isOwner)) {
      fenced();
      return;
    }
    if (transaction == null && tasks.values().stream().noneMatch(Task::hasConsumed)) {
      return;
    }
    var unused = writes();
    landTransaction();
    if (fate == Fate.COMMITTED) {
      SimulatedCalls.committed(calls);
      tasks.values().forEach(task -> world.invariants.handled(this, task.takeHandled()));
    } else {
      SimulatedCalls.forgotten(calls);
      tasks.values().forEach(task -> task.revive(true));
    }
  }

  /** The coordinator has committed; whether the process lives to learn it is another matter. */
  void landTransaction() {
    endTransaction(Transaction.State.COMMITTED);
    tasks.values().forEach(Task::commit);
  }

  void abort(boolean sameProcessors) {
    if (!tasks.values().stream().allMatch(Task::isOwner)) {
      fenced();
      return;
    }
    forget();
    tasks.values().forEach(task -> task.revive(sameProcessors));
  }

  private void forget() {
    // Streams aborts only a transaction that it began
    if (transaction != null) {
      SimulatedCalls.forgotten(calls);
      endTransaction(Transaction.State.ABORTED);
    }
  }

  void endTransaction(Transaction.State how) {
    if (transaction != null) {
      transaction.end(how);
      transaction = null;
    }
  }

  /** Another process has what was ours: everything is lost, and the group is joined anew. */
  void fenced() {
    world.note(ownerId + " is fenced");
    forget();
    dropTasks();
  }

  void dropTasks() {
    for (Task task : tasks.values()) {
      task.close();
      if (task.isOwner()) {
        task.partition.owner = null;
      }
    }
    tasks.clear();
  }

  boolean isZombie() {
    return !tasks.values().stream().allMatch(Task::isOwner);
  }

  // the end

  /** Starts nothing more; a step later, as on the real thread. */
  void drain() {
    draining = true;
    try {
      boolean unused = calls.drain(Duration.ZERO);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** As the gateway stops: Streams, then the calls, then the producer of attempts. */
  void stop() {
    commit(Fate.COMMITTED);
    directory.left();
    dropTasks();
    landAll();
    closing = true;
    dispatchThread.runInline();
    calls.close();
  }
}
