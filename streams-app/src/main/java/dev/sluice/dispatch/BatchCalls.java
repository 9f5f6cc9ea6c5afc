package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The provider batches of this process; see {@link BatchDispatcher}. */
final class BatchCalls implements BatchDispatcher {
  /** A provider that promises a day is asked each minute. */
  private static final int ASKED_WITHIN_WINDOW = 1_000;

  private static final Duration MOST_OFTEN = Duration.ofMillis(100);
  private static final Duration LEAST_OFTEN = Duration.ofMinutes(1);

  private final BatchWork work;
  private final OpenTransaction transaction;
  private final BooleanSupplier stops;

  /** By ID, the partition of each batch that is being created. */
  private final Map<String, Integer> sending = new ConcurrentHashMap<>();

  // confined to the dispatch thread
  private final Map<String, ProviderBatch> followed = new HashMap<>();

  /** The batches with a question that is open or to be asked; some may be followed no more. */
  private final Set<String> asking = new HashSet<>();

  private final Map<String, BatchSettlement> settling = new HashMap<>();

  /**
   * @param stops whether nothing more is to be sent
   */
  BatchCalls(BatchWork work, OpenTransaction transaction, BooleanSupplier stops) {
    this.work = work;
    this.transaction = transaction;
    this.stops = stops;
  }

  @Override
  public void sendAfterCommit(Sending batch) {
    transaction.onEnd(
        new OpenTransaction.Listener() {
          @Override
          public void committed() {
            send(batch);
          }

          @Override
          public void notCommitted() {}
        });
  }

  private void send(Sending batch) {
    String batchId = batch.batch().batchId();
    // what a stopping process does not begin is another's, at once
    if (!stops.getAsBoolean() && sending.putIfAbsent(batchId, batch.batch().partition()) == null) {
      work.run(() -> begin(batch));
    }
  }

  private void begin(Sending batch) {
    String batchId = batch.batch().batchId();
    ProviderBatches endpoints = work.endpoints(batch.batch());
    if (endpoints == null) {
      Outcome none = BatchWork.unfinished(batch.batch(), "its provider takes no batches any more");
      batch.attempts().forEach(attempt -> work.report(batch.batch(), attempt, none, () -> {}));
      sending.remove(batchId);
    } else {
      new BatchCreation(work, endpoints, batch, () -> sending.remove(batchId)).begin();
    }
  }

  @Override
  public boolean isSending(String batchId) {
    return sending.containsKey(batchId);
  }

  /** The batches that are being created, by partition. */
  Map<Integer, List<String>> sending() {
    Map<Integer, List<String>> all = new TreeMap<>();
    sending.forEach(
        (batchId, partition) ->
            all.computeIfAbsent(partition, id -> new ArrayList<>()).add(batchId));
    return all;
  }

  @Override
  public void follow(ProviderBatch batch) {
    work.run(
        () -> {
          followed.put(batch.batchId(), batch);
          if (asking.add(batch.batchId())) {
            ask(batch.batchId(), 0);
          }
        });
  }

  private void ask(String batchId, int failures) {
    ProviderBatch batch = followed.get(batchId);
    ProviderBatches endpoints = batch == null ? null : work.endpoints(batch);
    if (batch == null) {
      asking.remove(batchId);
      return;
    }
    if (endpoints == null || work.isOverdue(batch)) {
      ended(batch);
      return;
    }
    work.then(endpoints.hasEnded(batch), reply -> asked(batch, reply, failures));
  }

  private void asked(ProviderBatch batch, BatchReply<Boolean> reply, int failures) {
    if (reply instanceof BatchReply.Done<Boolean> done) {
      if (done.value()) {
        ended(batch);
      } else {
        work.in(() -> ask(batch.batchId(), 0), pause(batch));
      }
    } else if (reply instanceof BatchReply.Refused<Boolean> refused && !refused.retryable()) {
      ended(batch);
    } else {
      work.again(() -> ask(batch.batchId(), failures + 1), failures + 1, null);
    }
  }

  private static Duration pause(ProviderBatch batch) {
    Duration window = Duration.between(batch.since(), batch.expiresAt());
    Duration part = window.dividedBy(ASKED_WITHIN_WINDOW);
    if (part.compareTo(MOST_OFTEN) < 0) {
      return MOST_OFTEN;
    }
    return part.compareTo(LEAST_OFTEN) > 0 ? LEAST_OFTEN : part;
  }

  private void ended(ProviderBatch batch) {
    asking.remove(batch.batchId());
    if (followed.remove(batch.batchId()) != null) {
      work.log().ended(work.ownerId(), batch.partition(), batch.batchId());
    }
  }

  @Override
  public void settle(ProviderBatch batch, List<Attempt> attempts) {
    work.run(() -> beginSettlement(batch, attempts));
  }

  private void beginSettlement(ProviderBatch batch, List<Attempt> attempts) {
    String batchId = batch.batchId();
    ProviderBatches endpoints = work.endpoints(batch);
    if (endpoints == null) {
      Outcome none = BatchWork.unfinished(batch, "its provider takes no batches any more");
      attempts.forEach(attempt -> work.report(batch, attempt, none, () -> {}));
    } else if (!settling.containsKey(batchId)) {
      BatchSettlement settlement =
          new BatchSettlement(
              work, endpoints, batch, attempts, () -> work.run(() -> settling.remove(batchId)));
      settling.put(batchId, settlement);
      settlement.read();
    }
  }

  @Override
  public void cancel(ProviderBatch batch) {
    work.run(
        () -> {
          ProviderBatches endpoints = work.endpoints(batch);
          if (endpoints != null) {
            // its end is followed, whatever comes of this
            var unused = endpoints.cancel(batch);
          }
        });
  }

  @Override
  public void leave(int partition) {
    work.run(() -> followed.values().removeIf(batch -> batch.partition() == partition));
  }
}
