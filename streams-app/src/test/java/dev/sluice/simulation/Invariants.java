package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.call.Attempt;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.topology.SimulatedGateway;
import dev.sluice.v1.AttemptOutcome;
import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * What must hold after every event, by what is committed and what was asked of providers: exactly
 * one start for each attempt, after its commit, with a reason for each that is not a call's first.
 */
final class Invariants {
  private final World world;
  private final Acceptances acceptances;
  final Polls polls = new Polls();
  private final Replays replays = new Replays();
  private final Map<Integer, Long> lastSeq = new HashMap<>();

  /** An attempt that is out: who makes it, and when that was decided, by the owner's clock. */
  record Out(String attemptId, String ownerId, long sinceMs) {}

  private record Owned(String attemptId, String ownerId, Call call) {
    @Override
    public String toString() {
      return attemptId + " of " + ownerId;
    }
  }

  /** The first record on the attempts topic that tells how an attempt ended. */
  private record Report(AttemptOutcome outcome, int offset) {}

  /** By polling ID, every attempt that was ever committed to be made. */
  private final Map<String, List<Owned>> owned = new HashMap<>();

  private final Map<String, Owned> committedAttempts = new HashMap<>();
  private final Map<Integer, Map<String, Owned>> atProviders = new HashMap<>();
  private final Map<Integer, Set<String>> queued = new HashMap<>();

  /** By polling ID, until when. */
  private final Map<Integer, Map<String, Instant>> parked = new HashMap<>();

  private final BatchMembers batched = new BatchMembers();
  private final Map<String, Integer> starts = new HashMap<>();
  private final Set<String> started = new HashSet<>();

  /** Their start was lost with its transaction's answer, and another attempt was made for them. */
  private final Set<String> replaced = new HashSet<>();

  private final Map<String, Report> reports = new HashMap<>();
  private final Map<String, String> paidFor = new HashMap<>();

  /** Their calls were cancelled in the transaction that was to start them. */
  private final Set<String> unstartable = new HashSet<>();

  /** Once all has come to rest: attempts that nobody makes, tasks that have not caught up. */
  private final Map<String, Long> waitingMs = new HashMap<>();

  Invariants(World world) {
    this.world = world;
    this.acceptances = new Acceptances(world);
  }

  Acceptances acceptances() {
    return acceptances;
  }

  Replays replays() {
    return replays;
  }

  /** An outcome is on the attempts topic. */
  void reported(AttemptOutcome outcome, int offset) {
    String attemptId = outcome.getAttemptId();
    if (attemptId != null) {
      reports.putIfAbsent(attemptId, new Report(outcome, offset));
      if (outcome.getKind() == OutcomeKind.ANSWER || outcome.getUsage() != null) {
        paidFor.put(attemptId, outcome.getPollingId());
      }
    }
  }

  /** A provider is asked. */
  void started(Instance instance, Attempt attempt) {
    String id = attempt.attemptId();
    world.note(instance.ownerId + " starts " + id + " no. " + attempt.number());
    Owned committed = committedAttempts.get(id);
    if (committed == null) {
      throw new Violation(id + " was started and never committed");
    }
    unless(committed.ownerId().equals(instance.ownerId), "%s was started by another process", id);
    unless(started.add(id), "%s was started twice", id);
    unless(!replaced.contains(id), "%s was started after it was replaced", id);
    unless(!unstartable.contains(id), "%s was started although its call was cancelled", id);
    int paid = starts.merge(attempt.pollingId(), 1, Integer::sum);
    unless(paid <= Gateways.MOST_ATTEMPTS, "%s was paid for %d times", attempt.pollingId(), paid);
  }

  /** A task's part of a transaction is committed. */
  void committed(Task task, List<SpecificRecord> events, List<TaskState.Change> changes) {
    for (SpecificRecord event : events) {
      Source source = sourceOf(event);
      long before = lastSeq.getOrDefault(task.partition.id, 0L);
      unless(source.getSeq() > before, "seq %d follows %d", source.getSeq(), before);
      lastSeq.put(task.partition.id, source.getSeq());
      unless(source.getPartition() == task.partition.id, "event of another partition");
      acceptances.committed(task.partition, event);
      replays.committed(task.partition, event);
    }
    Set<String> fresh = new HashSet<>();
    for (TaskState.Change change : changes) {
      polls.committed(change);
      if (change.store().equals(SimulatedGateway.JOURNAL)) {
        journal(task, change, fresh);
      }
    }
  }

  /** A task writes, in a transaction that may never commit. */
  void written(Task task, TaskState.Change change) {
    polls.written(task.partition, change);
    byte[] row = change.value();
    if (row != null
        && change.store().equals(SimulatedGateway.JOURNAL)
        && SimulatedGateway.call(change.key(), row).state() instanceof CallState.Owned owner) {
      unless(
          !task.isBehind(change.key()) || committedAttempts.containsKey(owner.attemptId()),
          "%s is made before its task has caught up",
          owner);
    }
  }

  private static Source sourceOf(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      return polling.getSource();
    }
    if (event instanceof BudgetEvent budget) {
      return budget.getSource();
    }
    return event instanceof CompletionResult result
        ? result.getSource()
        : ((ErrorRecord) event).getSource();
  }

  /**
   * @param fresh the attempts that the transaction is the first to name
   */
  private void journal(Task task, TaskState.Change change, Set<String> fresh) {
    String pollingId = change.key();
    Map<String, Owned> atProvider = atProviders(task.partition);
    atProvider.remove(pollingId);
    queued(task.partition).remove(pollingId);
    Instant notBefore = parked(task.partition).remove(pollingId);
    byte[] row = change.value();
    if (row == null) {
      return;
    }
    Instant at = Instant.ofEpochMilli(change.atMs());
    Call call = SimulatedGateway.call(pollingId, row);
    if (call.state() instanceof CallState.Waiting) {
      unless(!owned.containsKey(pollingId), "%s waits after an attempt", pollingId);
      return;
    }
    if (call.state() instanceof CallState.Parked wait) {
      Successions.parked(call, at);
      parked(task.partition).put(pollingId, wait.notBefore());
      return;
    }
    unless(notBefore == null || !at.isBefore(notBefore), "%s went on too early", pollingId);
    if (call.batchId() != null) {
      if (call.state() instanceof CallState.Batched member) {
        String earlier = batched.joined(pollingId, member);
        unless(earlier.equals(member.attemptId()), "%s is in a batch again", pollingId);
      }
      return;
    }
    if (!(call.state() instanceof CallState.InFlight owner)) {
      queued(task.partition).add(pollingId);
      return;
    }
    Owned next = new Owned(owner.attemptId(), owner.ownerId(), call);
    atProvider.put(pollingId, next);
    unless(atProvider.size() <= Gateways.CREDIT, "more than the credit is at providers");
    if (owner instanceof CallState.Unsettled) {
      if (fresh.contains(next.attemptId())) {
        unstartable.add(next.attemptId());
      }
      return;
    }
    if (!committedAttempts.containsKey(next.attemptId())) {
      fresh.add(next.attemptId());
    }
    List<Owned> all = owned.computeIfAbsent(pollingId, id -> new ArrayList<>());
    Owned before = all.isEmpty() ? null : all.get(all.size() - 1);
    if (before != null && before.attemptId().equals(next.attemptId())) {
      unless(call.ended().size() > before.call().ended().size(), "%s again", next);
      return;
    }
    unless(
        owner.ownerId().equals(task.instance.ownerId), "%s is owned by another process", pollingId);
    unless(committedAttempts.putIfAbsent(next.attemptId(), next) == null, "%s again", next);
    mayFollowBatch(task, pollingId);
    if (before != null) {
      mayReplace(task, before, call);
      all.forEach(earlier -> hadNoAnswer(task, earlier));
    }
    all.add(next);
  }

  /** The provider has the attempt in a batch. */
  void submitted(String attemptId, String batchId) {
    unless(batched.isCommitted(attemptId, batchId), "%s was never committed to it", attemptId);
  }

  /** A call that was in a batch is called alone only after the batch has failed it. */
  private void mayFollowBatch(Task task, String pollingId) {
    String attemptId = batched.attempt(pollingId);
    Report report = attemptId == null ? null : reports.get(attemptId);
    unless(attemptId == null || report != null, "%s leaves its batch for no reason", pollingId);
    unless(
        report == null
            || report.outcome().getKind() != OutcomeKind.ANSWER
            || report.offset() >= task.attemptsAtStart(),
        "%s is called alone, and its batch has answered",
        pollingId);
  }

  /**
   * A call's next attempt needs a reason: the one before failed in a way that allows it, or its
   * owner gave it up or fell silent.
   */
  private void mayReplace(Task task, Owned before, Call next) {
    Report reported = reports.get(before.attemptId());
    AttemptOutcome outcome = reported == null ? null : reported.outcome();
    OutcomeKind report = outcome == null ? null : outcome.getKind();
    if (outcome != null
        && report == OutcomeKind.FAILURE
        && Successions.isEnded(next, before.attemptId())
        && Successions.allows(
            before.call(), before.attemptId(), outcome.getOtherCredential(), next)) {
      return;
    }
    unless(
        next.currentTarget().target().equals(before.call().currentTarget().target()),
        "%s goes on to %s for no reason",
        before,
        next.currentTarget().target());
    if (report == OutcomeKind.ABANDONED) {
      return;
    }
    if (before.ownerId().equals(task.instance.ownerId)) {
      unless(!started.contains(before.attemptId()), "%s was doubled by its own process", before);
      world.note(before.attemptId() + " never began and is replaced");
      replaced.add(before.attemptId());
    } else {
      String unread = report == null ? "" : ", its outcome is unread";
      world.note(before.attemptId() + " is taken over" + unread);
      unless(isLost(task, before), "%s was taken from its owner", before);
    }
  }

  private static boolean isLost(Task task, Owned attempt) {
    return task.foundSilent(attempt.attemptId()) || task.hasReadTheEndOf(attempt.ownerId());
  }

  /** What lies on the topic when a task is initialised is read before anything is paid again. */
  private void hadNoAnswer(Task task, Owned before) {
    Report report = reports.get(before.attemptId());
    unless(
        report == null
            || report.outcome().getKind() != OutcomeKind.ANSWER
            || report.offset() >= task.attemptsAtStart(),
        "%s is replaced, and its answer was there before",
        before);
  }

  /** The attempts that are out by the committed journal. */
  List<Out> attemptsOut(Partition partition) {
    return atProviders(partition).values().stream().map(Invariants::out).toList();
  }

  private static Out out(Owned owned) {
    CallState.InFlight state = (CallState.InFlight) owned.call().state();
    return new Out(owned.attemptId(), owned.ownerId(), state.since().toEpochMilli());
  }

  private Map<String, Owned> atProviders(Partition partition) {
    return atProviders.computeIfAbsent(partition.id, id -> new HashMap<>());
  }

  private Set<String> queued(Partition partition) {
    return queued.computeIfAbsent(partition.id, id -> new HashSet<>());
  }

  private Map<String, Instant> parked(Partition partition) {
    return parked.computeIfAbsent(partition.id, id -> new HashMap<>());
  }

  /** What was handled in a transaction whose commit its process knows of. */
  void handled(Instance instance, List<String> attemptIds) {
    for (String id : attemptIds) {
      unless(!instance.calls.isLive(id), "%s is handled and still live", id);
    }
  }

  /**
   * After a sweep of every task, everything moves that can; no call only waits for its deadline.
   */
  void nothingForgotten() {
    acceptances.eachWaiting(
        (pollingId, hasRoom) -> within(!hasRoom, pollingId + ", with room for it,"));
    for (Partition partition : world.partitions) {
      Task owner = partition.owner;
      if (owner != null) {
        within(owner.isCaughtUp(), "partition " + partition.id);
        unless(
            queued(partition).isEmpty()
                || atProviders(partition).size() >= Gateways.CREDIT
                || !owner.isCaughtUp(),
            "%s are queued in spite of credit",
            queued(partition));
        Instant now = Instant.ofEpochMilli(owner.instance.nowMs());
        parked(partition)
            .forEach(
                (call, until) ->
                    unless(
                        until.isAfter(now) || !owner.isCaughtUp(),
                        "%s waits after %s",
                        call,
                        until));
        for (Owned call : atProviders(partition).values()) {
          boolean mine = call.ownerId().equals(owner.instance.ownerId);
          boolean live = owner.instance.calls.isLive(call.attemptId());
          unless(!mine || live || !owner.isCaughtUp(), "%s is lost and not taken up", call);
          unless(
              mine || !owner.isCaughtUp() || !owner.learnedTheEndOf(call.ownerId()),
              "%s waits for a lease, and its owner is dead",
              call);
          // also where its owner lives on and does not hold it
          boolean held =
              world.instances.stream().anyMatch(each -> each.calls.isLive(call.attemptId()));
          within(held, call.attemptId());
        }
      }
    }
  }

  /** What depends on a lease comes to pass within one. */
  private void within(boolean isSo, String what) {
    if (isSo) {
      waitingMs.remove(what);
    } else {
      long since = waitingMs.computeIfAbsent(what, unused -> world.nowMs);
      long leaseMs = Gateways.LEASE.plusSeconds(3).toMillis();
      unless(world.nowMs - since <= leaseMs, "%s waits beyond the lease", what);
    }
  }

  /** Nothing is left to happen. */
  void quiet() {
    acceptances.quiet();
    new Reroutes(world).quiet();
    paidFor.forEach(
        (attempt, pollingId) ->
            unless(acceptances.isBilled(attempt), "%s was never billed: %s", attempt, pollingId));
    for (Partition partition : world.partitions) {
      unless(partition.committed.store(SimulatedGateway.JOURNAL).isEmpty(), "the journal is left");
      unless(partition.committed.store(SimulatedGateway.PAYLOADS).isEmpty(), "payloads are left");
      acceptances.nothingOpen(partition);
      acceptances.newestPolicies(partition);
    }
    for (Instance instance : world.instances) {
      unless(instance.calls.live() == 0, "%s holds calls", instance.ownerId);
      unless(instance.calls.inFlight() == 0, "%s counts calls in flight", instance.ownerId);
      unless(instance.calls.queued() == 0, "%s counts queued calls", instance.ownerId);
    }
  }
}
