package dev.sluice.simulation;

import dev.sluice.topology.SimulatedGateway;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.view.SimulatedView;
import dev.sluice.wire.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The gateway's processor over one partition in one process, and what it has not committed. */
final class Task {
  final Partition partition;
  final Instance instance;
  private Processor<byte[], byte[], Object, Object> processor;

  /** Streams keeps them over a revival: a processor that does not cancel its own has more. */
  private final List<TaskContext.Punctuation> punctuations = new ArrayList<>();

  private final SimulatedView view;
  private TaskContext context;
  private final Map<String, Integer> consumed = new HashMap<>();
  private final List<TaskState.Change> changes = new ArrayList<>();
  private final List<SpecificRecord> events = new ArrayList<>();
  private final List<String> handled = new ArrayList<>();

  /** By owner where it spoke for all of its attempts, else by attempt. */
  private final Map<String, Long> heardMs = new HashMap<>();

  /** Attempts that had not been heard of for the lease at some time since the initialisation. */
  private final Set<String> silent = new HashSet<>();

  private long initialisedMs;
  private int attemptsAtStart;
  private boolean caughtUp;
  private Set<String> journalAtStart = Set.of();

  /** Processes whose ends were read since the initialisation. */
  private final Set<String> ends = new HashSet<>();

  Task(Partition partition, Instance instance) {
    this.partition = partition;
    this.instance = instance;
    this.processor = instance.processor();
    this.view = new SimulatedView(instance.calls.transaction());
    this.context = initialise();
  }

  private TaskContext initialise() {
    initialisedMs = instance.nowMs();
    instance.marks(partition).clear();
    attemptsAtStart = partition.topic(Gateways.TOPICS.attempts()).size();
    for (int offset = 0; offset < position(Gateways.TOPICS.attempts()); offset++) {
      AttemptOutcome read = attempt(offset);
      if (read.getKind() == OutcomeKind.OWNER_ALIVE) {
        heard(read, Math.min(read.getEndedAt().toEpochMilli(), initialisedMs));
      }
    }
    caughtUp = partition.committed.store(SimulatedGateway.JOURNAL).isEmpty();
    journalAtStart = Set.copyOf(partition.committed.store(SimulatedGateway.JOURNAL).keySet());
    TaskContext fresh =
        new TaskContext(
            partition.id,
            partition.committed.copy(),
            change -> {
              instance.writes();
              changes.add(change.at(instance.nowMs()));
              instance.world.invariants.written(this, change);
            },
            this::forwarded,
            punctuations,
            instance::nowMs,
            view);
    processor.init(fresh);
    return fresh;
  }

  private void forwarded(Record<?, ?> record, String sink) {
    Transaction transaction = instance.writes();
    SpecificRecord event = SimulatedGateway.event(record);
    if (event != null) {
      if (!sink.equals(SimulatedGateway.DEAD_LETTERS)) {
        events.add(event);
      }
    } else {
      String topic = context.input == null ? "" : context.input.topic();
      instance.world.reroute(topic, SimulatedGateway.rerouted(record), transaction);
    }
  }

  /** After an abort: from what is committed, as the same processor or as another. */
  void revive(boolean sameProcessor) {
    close();
    consumed.clear();
    changes.clear();
    events.clear();
    handled.clear();
    heardMs.clear();
    silent.clear();
    ends.clear();
    if (!sameProcessor) {
      punctuations.clear();
      processor = instance.processor();
    }
    context = initialise();
  }

  void close() {
    processor.close();
  }

  int position(String topic) {
    Integer uncommitted = consumed.get(topic);
    return uncommitted == null ? partition.offsets().getOrDefault(topic, 0) : uncommitted;
  }

  boolean hasInput(String topic) {
    return partition.next(topic, position(topic)).isPresent();
  }

  void deliver(String topic) {
    int offset = partition.next(topic, position(topic)).orElseThrow();
    Partition.Input input = partition.topic(topic).get(offset);
    context.input = new Place(topic, partition.id, offset);
    consumed.put(topic, offset + 1);
    noteSilence();
    boolean isEarly = topic.equals(Gateways.TOPICS.commands());
    long early = isEarly ? Duration.ofDays(1).toMillis() : 0;
    processor.process(input.record(input.atMs() - early));
    context.input = null;
    if (input.value() instanceof Decoded.Readable<?> readable
        && readable.value() instanceof AttemptOutcome outcome) {
      if (outcome.getKind() == OutcomeKind.OWNER_ALIVE) {
        heard(
            outcome,
            caughtUp
                ? instance.nowMs()
                : Math.min(outcome.getEndedAt().toEpochMilli(), instance.nowMs()));
        caughtUp |=
            outcome.getMark() != null && instance.marks(partition).contains(outcome.getMark());
      } else if (outcome.getKind() == OutcomeKind.OWNER_DEAD) {
        ends.add(outcome.getOwnerId());
      } else if (outcome.getAttemptId() != null) {
        handled.add(outcome.getAttemptId());
      }
    }
  }

  /** Whether anything was due. */
  boolean punctuate() {
    boolean fired = false;
    for (TaskContext.Punctuation punctuation : List.copyOf(punctuations)) {
      if (punctuation.isDue(instance.nowMs())) {
        noteSilence();
        punctuation.fire(instance.nowMs());
        fired = true;
      }
    }
    return fired;
  }

  private AttemptOutcome attempt(int offset) {
    Partition.Input input = partition.topic(Gateways.TOPICS.attempts()).get(offset);
    return (AttemptOutcome) ((Decoded.Readable<?>) input.value()).value();
  }

  private void heard(AttemptOutcome sign, long atMs) {
    List<String> named =
        sign.getAttemptIds() == null ? List.of(sign.getOwnerId()) : sign.getAttemptIds();
    named.forEach(each -> heardMs.merge(each, atMs, Math::max));
  }

  private void noteSilence() {
    long until = instance.nowMs() - Gateways.LEASE.toMillis();
    instance
        .world
        .invariants
        .attemptsOut(partition)
        .forEach(
            out -> {
              long heard =
                  Math.max(
                      heardMs.getOrDefault(out.ownerId(), 0L),
                      heardMs.getOrDefault(out.attemptId(), 0L));
              if (Math.max(Math.min(out.sinceMs(), initialisedMs), heard) <= until) {
                silent.add(out.attemptId());
              }
            });
  }

  boolean foundSilent(String attemptId) {
    return silent.contains(attemptId);
  }

  /** Whether anyone who had this partition has read that the process has ended, with proof. */
  boolean hasReadTheEndOf(String ownerId) {
    if (!instance.world.provenDead.contains(ownerId)) {
      return false;
    }
    for (int offset = 0; offset < position(Gateways.TOPICS.attempts()); offset++) {
      AttemptOutcome read = attempt(offset);
      if (read.getKind() == OutcomeKind.OWNER_DEAD && read.getOwnerId().equals(ownerId)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this task has read that since its initialisation. */
  boolean learnedTheEndOf(String ownerId) {
    return ends.contains(ownerId);
  }

  /** Whether an outcome of the call may lie unread that was there at the initialisation. */
  boolean isBehind(String pollingId) {
    return journalAtStart.contains(pollingId)
        && position(Gateways.TOPICS.attempts()) < attemptsAtStart;
  }

  /** Whether it has read a mark that it asked for since its initialisation, or needed none. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  /** Where the attempts topic ended at the initialisation. */
  int attemptsAtStart() {
    return attemptsAtStart;
  }

  /** The row that a poll finds now; null if there is none, or nobody can say. */
  byte @Nullable [] poll(String pollingId) {
    return view.poll(pollingId);
  }

  boolean isOwner() {
    return partition.owner == this;
  }

  boolean hasConsumed() {
    return !consumed.isEmpty();
  }

  /** The transaction's commit, as far as it is about this task. */
  void commit() {
    partition.commit(changes, consumed);
    List<TaskState.Change> committedChanges = List.copyOf(changes);
    List<SpecificRecord> committedEvents = List.copyOf(events);
    consumed.clear();
    changes.clear();
    events.clear();
    instance.world.invariants.committed(this, committedEvents, committedChanges);
  }

  /** The attempts whose outcomes were handled since this was asked last. */
  List<String> takeHandled() {
    List<String> taken = List.copyOf(handled);
    handled.clear();
    return taken;
  }

  boolean holdsNothing() {
    return partition.committed.store(SimulatedGateway.JOURNAL).isEmpty()
        && partition.committed.store(SimulatedGateway.PAYLOADS).isEmpty();
  }

  private record Place(String topic, int partition, long offset) implements RecordMetadata {}
}
