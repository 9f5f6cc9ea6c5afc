package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the results of one provider batch that has ended, and reports the outcome of each attempt;
 * of those that it holds no result of, that they were not made. Results are told on the provider's
 * threads; the rest is confined to the dispatch thread.
 */
final class BatchSettlement {
  private final BatchWork work;
  private final ProviderBatches endpoints;
  private final ProviderBatch batch;
  private final Map<String, Attempt> attempts;
  private final Runnable onDone;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** The outcomes that are not durable, and 1 while there may be more. */
  private final AtomicInteger left = new AtomicInteger(1);

  private int failures;

  /**
   * @param onDone run on any thread, when all outcomes are durable
   */
  BatchSettlement(
      BatchWork work,
      ProviderBatches endpoints,
      ProviderBatch batch,
      List<Attempt> attempts,
      Runnable onDone) {
    this.work = work;
    this.endpoints = endpoints;
    this.batch = batch;
    this.attempts =
        attempts.stream().collect(Collectors.toMap(Attempt::attemptId, Function.identity()));
    this.onDone = onDone;
  }

  void read() {
    work.then(endpoints.results(batch, attempts, this::tell), this::read);
  }

  private void tell(String attemptId, Outcome outcome) {
    Attempt attempt = attempts.get(attemptId);
    if (attempt != null && told.add(attemptId)) {
      left.incrementAndGet();
      work.report(batch, attempt, outcome, this::durable);
    }
  }

  private void read(BatchReply<String> reply) {
    if (reply instanceof BatchReply.Done<String> done) {
      end(BatchWork.unfinished(batch, done.value()));
    } else if (reply instanceof BatchReply.Refused<String> refused
        && (!refused.retryable() || work.isOverdue(batch))) {
      end(BatchWork.unfinished(batch, refused.failure()));
    } else if (reply instanceof BatchReply.Unclear<String> unclear && work.isOverdue(batch)) {
      end(BatchWork.unfinished(batch, unclear.failure()));
    } else {
      work.again(this::read, ++failures, null);
    }
  }

  private void end(Outcome missing) {
    attempts.keySet().forEach(attemptId -> tell(attemptId, missing));
    durable();
  }

  private void durable() {
    if (left.decrementAndGet() == 0) {
      onDone.run();
    }
  }
}
