package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.AttemptRef;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.outage.Backoff;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.Providers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the steps of all provider batches of a process share. Any thread. */
record BatchWork(OwnerProcess process, Providers providers, AttemptsLog attempts) {
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private static final int SIGNS_IN_A_LEASE = 5;

  /** How long after its window a provider's batch is still asked about. */
  private static final Duration LATE = Duration.ofHours(1);

  BatchLog log() {
    return attempts.batches();
  }

  String ownerId() {
    return process.id();
  }

  Instant now() {
    return process.clock().instant();
  }

  /** How often what must not outlive the lease signs; after two of it in silence, it ends. */
  Duration part() {
    return process.lease().dividedBy(SIGNS_IN_A_LEASE);
  }

  /** The endpoints for the batch; null if its provider has none. */
  @Nullable ProviderBatches endpoints(ProviderBatch batch) {
    Providers.Limited limited = providers.find(batch.target().provider());
    return limited == null ? null : limited.provider().batches();
  }

  /** Whether nobody can expect anything of the batch any more. */
  boolean isOverdue(ProviderBatch batch) {
    return now().isAfter(batch.expiresAt().plus(LATE));
  }

  /** Goes on with the reply on the dispatch thread. */
  <T> void then(CompletableFuture<BatchReply<T>> step, Consumer<BatchReply<T>> next) {
    var unused =
        step.whenComplete(
            (reply, thrown) ->
                run(
                    () ->
                        next.accept(
                            reply != null
                                ? reply
                                : new BatchReply.Unclear<>(
                                    GatewayFailure.Internal.of(
                                        thrown == null
                                            ? new IllegalStateException("no reply")
                                            : thrown)))));
  }

  void run(Runnable task) {
    try {
      process.thread().execute(task);
    } catch (RejectedExecutionException stopped) {
      // its next owner goes on
    }
  }

  /**
   * @param failures how many tries have failed, from 1
   */
  void again(Runnable task, int failures, @Nullable Duration wanted) {
    Duration pause = PAUSES.pause(failures);
    in(task, wanted == null || wanted.compareTo(pause) < 0 ? pause : wanted);
  }

  void in(Runnable task, Duration pause) {
    try {
      var unused = process.thread().schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopped) {
      // its next owner goes on
    }
  }

  /**
   * @param onDone run once, when the outcome can't be lost any more, or was dropped
   */
  void report(ProviderBatch batch, Attempt attempt, Outcome outcome, Runnable onDone) {
    AttemptRef ref = AttemptRef.of(attempt, batch.since(), now()).in(batch.batchId());
    attempts.publish(
        attempt, new AttemptReport(ownerId(), attempt.pollingId(), ref, outcome), onDone);
  }

  /** The outcome of an attempt that its batch did not make. */
  static Outcome unfinished(ProviderBatch batch, String why) {
    return new Outcome.Failed(new ProviderFailure.BatchUnfinished(facts(batch, why)));
  }

  static Outcome unfinished(ProviderBatch batch, Failure why) {
    FailureFacts facts = facts(batch, "the provider batch failed: " + why.facts().message());
    return new Outcome.Failed(new ProviderFailure.BatchUnfinished(facts.withOriginal(why)));
  }

  private static FailureFacts facts(ProviderBatch batch, String message) {
    return FailureFacts.of(FailureType.BATCH_UNFINISHED, message)
        .at(batch.target().provider(), batch.target().model(), batch.target().name());
  }
}
