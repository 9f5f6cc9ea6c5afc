package dev.sluice.topology;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.BatchTerms;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
import dev.sluice.call.CallStateMachine;
import dev.sluice.call.ProviderBatch;
import dev.sluice.call.Target;
import dev.sluice.wire.AttemptsMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider batches of one task: gathers calls by target, and has the dispatcher create each
 * batch, follow it and settle its calls. A row of {@link BatchRows} is written before a batch may
 * reach its provider; whoever finds a row without the provider's name looks for the batch there
 * before it creates one. All else is derived from the journal. Confined to the stream thread.
 */
final class TaskBatches {
  private static final Logger log = LoggerFactory.getLogger(TaskBatches.class);

  private final GatewayTask task;
  private final CallStateMachine machine;
  private final CallTimers timers;
  private final GuardedSteps steps;
  private final Members members;
  private final BatchRows rows;
  private final BatchDispatcher dispatcher;

  private final Map<String, BatchedCalls> byId = new HashMap<>();

  /** By target, the batch that gathers. */
  private final Map<String, String> gathering = new HashMap<>();

  private final Map<String, Integer> byTenant = new HashMap<>();

  /** What a batch does with its calls. */
  interface Members {

    /** The call's open attempt, as it is sent; null if the call had to end instead. */
    @Nullable Attempt attempt(JournalEntry entry, SourcePosition position);

    /** The batch can't be sent or asked about any more: the call goes on alone. */
    void unfinished(JournalEntry entry, String why, SourcePosition position);
  }

  TaskBatches(
      GatewayTask task,
      CallStateMachine machine,
      CallTimers timers,
      GuardedSteps steps,
      Members members) {
    this.task = task;
    this.machine = machine;
    this.timers = timers;
    this.steps = steps;
    this.members = members;
    this.rows = task.stores().batches();
    this.dispatcher = task.dispatcher().batches();
  }

  /** The call was in the journal when the task was initialized. */
  void found(JournalEntry entry) {
    String batchId = entry.call().batchId();
    if (batchId != null) {
      add(batchId, entry, entry.call().request().acceptedAt());
    }
  }

  /** Call it once all calls were found. Changes nothing in any store. */
  void begin() {
    Set<String> sent = new HashSet<>();
    rows.each(
        (batchId, row) -> {
          sent.add(batchId);
          ProviderBatch batch = batch(batchId, row);
          if (row.providerId() == null) {
            timers.found(row.creation(batchId), batchId, dispatcher.isSending(batchId));
          } else if (batch != null && !row.ended()) {
            dispatcher.follow(batch);
          }
        });
    byId.forEach(
        (batchId, calls) -> {
          if (!sent.contains(batchId)) {
            gathering.put(calls.target(), batchId);
          }
        });
  }

  /** The attempts topic is read as far as any outcome of a found call may be. */
  void caughtUp() {
    Map<String, SentBatch> over = new HashMap<>();
    rows.each(
        (batchId, row) -> {
          boolean isOutOfReach = row.providerId() != null && batch(batchId, row) == null;
          if (row.ended() || isOutOfReach) {
            over.put(batchId, row);
          }
        });
    over.forEach(this::settle);
  }

  /** How many of the tenant's calls are in batches. */
  int size(String tenant) {
    return byTenant.getOrDefault(tenant, 0);
  }

  /**
   * The call as a member of a batch; null if it is to be called alone. {@link #added} follows, once
   * the entry is in the journal.
   */
  @Nullable JournalEntry joined(JournalEntry queued) {
    Instant now = task.now();
    Target target = machine.batchTarget(queued.call(), task.dispatcher().health(), now);
    if (target == null) {
      return null;
    }
    String open = gathering.get(target.name());
    if (open != null && !calls(open).hasRoomFor(queued)) {
      send(open, now);
    }
    return queued.with(
        machine.joined(
            queued.call(),
            attemptId -> gathering.getOrDefault(target.name(), idOf(attemptId)),
            task.dispatcher().health(),
            now));
  }

  /** Unique, as the attempt that opens a batch is. */
  private static String idOf(String attemptId) {
    return "batch_" + attemptId.substring(attemptId.indexOf('_') + 1);
  }

  void added(JournalEntry batched) {
    Call call = batched.call();
    String batchId = ((CallState.Batched) call.state()).batchId();
    Instant now = task.now();
    add(batchId, batched, now);
    gathering.put(call.currentTarget().target(), batchId);
    Target target = task.routes().target(call.currentTarget().target());
    BatchTerms terms = target == null ? null : target.batch();
    if (terms != null && calls(batchId).size() >= terms.maxSize()) {
      send(batchId, now);
    }
  }

  /** Whether the provider may have the call's batch. */
  boolean isSent(Call call) {
    String batchId = call.batchId();
    return batchId != null && rows.find(batchId) != null;
  }

  /** The call's client no longer waits; the batch is stopped once none of its clients does. */
  void withdrawn(Call call) {
    if (call.state() instanceof CallState.UnsettledBatched unsettled) {
      calls(unsettled.batchId()).withdraw(call.pollingId(), unsettled.attemptId());
      stopIfUnwanted(unsettled.batchId());
    }
  }

  private void stopIfUnwanted(String batchId) {
    SentBatch row = rows.find(batchId);
    ProviderBatch batch = row == null ? null : batch(batchId, row);
    if (row != null
        && batch != null
        && row.providerId() != null
        && !row.ended()
        && calls(batchId).isUnwanted()) {
      dispatcher.cancel(batch);
    }
  }

  /** The call's open attempt has ended. */
  void left(Call call) {
    String batchId = call.batchId();
    BatchedCalls calls = batchId == null ? null : byId.get(batchId);
    if (batchId == null || calls == null || !calls.remove(call.pollingId())) {
      return;
    }
    byTenant.computeIfPresent(call.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
    if (calls.size() == 0) {
      byId.remove(batchId);
      gathering.remove(calls.target(), batchId);
      SentBatch row = rows.find(batchId);
      if (row != null) {
        timers.attemptEnded(row.creation(batchId), batchId);
        rows.delete(batchId);
      }
    }
  }

  /** Sends what has waited long enough. Not before the task has caught up. */
  void sweep(Instant now) {
    for (Map.Entry<String, String> open : Map.copyOf(gathering).entrySet()) {
      Target target = task.routes().target(open.getKey());
      BatchTerms terms = target == null ? null : target.batch();
      if (terms == null) {
        endAll(open.getValue(), "target " + open.getKey() + " takes no batches any more");
      } else if (!now.isBefore(calls(open.getValue()).since().plus(terms.maxWait()))) {
        send(open.getValue(), now);
      }
    }
  }

  private void send(String batchId, Instant now) {
    SentBatch row = SentBatch.by(task.dispatcher().ownerId(), calls(batchId).target(), now);
    gathering.values().remove(batchId);
    create(batchId, row, /* maybeCreated= */ false);
  }

  private void create(String batchId, SentBatch row, boolean maybeCreated) {
    ProviderBatch batch = batch(batchId, row);
    if (batch == null) {
      endAll(batchId, notConfigured(row));
      return;
    }
    List<Attempt> attempts = attempts(batchId);
    if (!attempts.isEmpty()) {
      rows.put(batchId, row);
      dispatcher.sendAfterCommit(
          new BatchDispatcher.Sending(batch, attempts, calls(batchId).withdrawn(), maybeCreated));
    }
  }

  /**
   * The process that was to create the batch is gone, and nobody knows how far it came.
   *
   * @return false if the ID is no batch's
   */
  boolean ownerLost(String batchId, Instant now) {
    SentBatch row = rows.find(batchId);
    if (row == null) {
      return false;
    }
    if (row.providerId() == null) {
      SentBatch taken = row.takenOverBy(task.dispatcher().ownerId(), now);
      create(batchId, taken, /* maybeCreated= */ true);
    }
    return true;
  }

  void created(AttemptsMessage.BatchCreated message) {
    String batchId = message.batchId();
    SentBatch row = rows.find(batchId);
    if (row == null) {
      log.info("batch {} was created, and has no calls any more", batchId);
    } else if (row.providerId() == null) {
      timers.attemptEnded(row.creation(batchId), batchId);
      SentBatch known = row.created(message.providerId());
      rows.put(batchId, known);
      ProviderBatch batch = batch(batchId, known);
      if (batch == null) {
        endAll(batchId, notConfigured(known));
      } else {
        dispatcher.follow(batch);
        stopIfUnwanted(batchId);
      }
    } else if (!row.providerId().equals(message.providerId())) {
      log.error(
          "batch {} exists twice at its provider: {} counts, and {} is stopped",
          batchId,
          row.providerId(),
          message.providerId());
      ProviderBatch batch = batch(batchId, row);
      if (batch != null) {
        dispatcher.cancel(batch.at(message.providerId()));
      }
    }
  }

  void ended(AttemptsMessage.BatchEnded message) {
    SentBatch row = rows.find(message.batchId());
    if (row != null && !row.ended()) {
      SentBatch ended = row.asEnded();
      rows.put(message.batchId(), ended);
      settle(message.batchId(), ended);
    }
  }

  private void settle(String batchId, SentBatch row) {
    ProviderBatch batch = batch(batchId, row);
    if (batch == null) {
      endAll(batchId, notConfigured(row));
      return;
    }
    List<Attempt> attempts = attempts(batchId);
    if (!attempts.isEmpty()) {
      dispatcher.settle(batch, attempts);
    }
  }

  private static String notConfigured(SentBatch row) {
    return "target " + row.target() + " is not configured any more";
  }

  private void endAll(String batchId, String why) {
    for (String pollingId : calls(batchId).pollingIds()) {
      steps.take(pollingId, (entry, position) -> members.unfinished(entry, why, position));
    }
  }

  private List<Attempt> attempts(String batchId) {
    List<Attempt> attempts = new ArrayList<>();
    for (String pollingId : calls(batchId).pollingIds()) {
      steps.take(
          pollingId,
          (entry, position) -> {
            Attempt attempt = members.attempt(entry, position);
            if (attempt != null) {
              attempts.add(attempt);
            }
          });
    }
    return attempts;
  }

  /** Null if its target is not configured any more. */
  private @Nullable ProviderBatch batch(String batchId, SentBatch row) {
    Target target = task.routes().target(row.target());
    return target == null
        ? null
        : new ProviderBatch(batchId, task.partition(), target, row.since(), row.providerId());
  }

  private BatchedCalls calls(String batchId) {
    return byId.getOrDefault(batchId, BatchedCalls.NONE);
  }

  private void add(String batchId, JournalEntry entry, Instant since) {
    Call call = entry.call();
    byId.computeIfAbsent(batchId, id -> new BatchedCalls(call.currentTarget().target(), since))
        .add(entry);
    byTenant.merge(call.tenant(), 1, Integer::sum);
  }
}
