package dev.sluice.topology;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.BatchTerms;
import dev.sluice.call.Call;
import dev.sluice.call.CallState;
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
 * The provider batches of one task that were gathered: has the dispatcher create each, follow it
 * and settle its calls. A row of {@link BatchRows} is written before a batch may reach its
 * provider; whoever finds a row without the provider's name looks for the batch there before it
 * creates one. All else is derived from the journal. Confined to the stream thread.
 */
final class SentBatches {
  private static final Logger log = LoggerFactory.getLogger(SentBatches.class);

  private final GatewayTask task;
  private final CallTimers timers;
  private final GuardedSteps steps;
  private final Members members;
  private final BatchRoster roster;
  private final BatchRows rows;
  private final BatchDispatcher dispatcher;

  /** What a batch does with its calls. */
  interface Members {

    /** The call's open attempt, as it is sent; null if the call had to end instead. */
    @Nullable Attempt attempt(JournalEntry entry, SourcePosition position);

    /** The batch can't be sent or asked about any more: the call goes on alone. */
    void unfinished(JournalEntry entry, String why, SourcePosition position);
  }

  SentBatches(
      GatewayTask task,
      CallTimers timers,
      GuardedSteps steps,
      BatchRoster roster,
      Members members) {
    this.task = task;
    this.timers = timers;
    this.steps = steps;
    this.roster = roster;
    this.members = members;
    this.rows = task.stores().batches();
    this.dispatcher = task.dispatcher().batches();
  }

  /** The call was in the journal when the task was initialized. */
  void found(JournalEntry entry) {
    String batchId = entry.call().batchId();
    if (batchId != null) {
      roster.add(batchId, entry, entry.call().request().acceptedAt());
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
    roster.findGathering(sent::contains);
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

  /** Whether the provider may have the call's batch. */
  boolean isSent(Call call) {
    String batchId = call.batchId();
    return batchId != null && rows.find(batchId) != null;
  }

  /** The call's client no longer waits; the batch is stopped once none of its clients does. */
  void withdrawn(Call call) {
    if (call.state() instanceof CallState.UnsettledBatched unsettled) {
      roster.withdraw(call, unsettled);
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
        && roster.calls(batchId).isUnwanted()) {
      dispatcher.cancel(batch);
    }
  }

  /** The call's open attempt has ended. */
  void left(Call call) {
    String empty = roster.remove(call);
    SentBatch row = empty == null ? null : rows.find(empty);
    if (empty != null && row != null) {
      timers.attemptEnded(row.creation(empty), empty);
      rows.delete(empty);
    }
  }

  /** Sends what was gathered, on these terms. */
  void send(String batchId, BatchTerms terms, Instant now) {
    SentBatch row = SentBatch.by(self(now), roster.calls(batchId).target(), terms.window());
    roster.isFull(batchId);
    create(batchId, row, /* maybeCreated= */ false);
  }

  private SentBatch.Creator self(Instant now) {
    return new SentBatch.Creator(task.dispatcher().ownerId(), now);
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
          new BatchDispatcher.Sending(
              batch, attempts, roster.calls(batchId).withdrawn(), maybeCreated));
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
      create(batchId, row.takenOverBy(self(now)), /* maybeCreated= */ true);
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

  /** Nobody can send the batch or ask about it. */
  void endAll(String batchId, String why) {
    for (String pollingId : roster.calls(batchId).pollingIds()) {
      steps.take(pollingId, (entry, position) -> members.unfinished(entry, why, position));
    }
  }

  private static String notConfigured(SentBatch row) {
    return "target " + row.target() + " is not configured any more";
  }

  private List<Attempt> attempts(String batchId) {
    List<Attempt> attempts = new ArrayList<>();
    for (String pollingId : roster.calls(batchId).pollingIds()) {
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
        : new ProviderBatch(
            batchId, task.partition(), target, row.since(), row.expiresAt(), row.providerId());
  }
}
