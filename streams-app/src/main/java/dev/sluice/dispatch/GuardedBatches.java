package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderBatches;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * A provider's batch endpoints, with the guardrails of the attempts: all check once a result is
 * there, also those that would run beside a call. Any thread.
 */
record GuardedBatches(ProviderBatches batches, GuardrailChecks checks) implements ProviderBatches {
  private static final Exchange NONE = () -> {};

  @Override
  public CompletableFuture<BatchReply<Prepared>> prepare(
      ProviderBatch batch, List<Attempt> attempts) {
    return batches.prepare(batch, attempts);
  }

  @Override
  public CompletableFuture<BatchReply<String>> create(
      ProviderBatch batch, Input input, Duration timeout) {
    return batches.create(batch, input, timeout);
  }

  @Override
  public CompletableFuture<BatchReply<Optional<String>>> find(
      ProviderBatch batch, Set<String> attemptIds) {
    return batches.find(batch, attemptIds);
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> hasEnded(ProviderBatch batch) {
    return batches.hasEnded(batch);
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> cancel(ProviderBatch batch) {
    return batches.cancel(batch);
  }

  @Override
  public CompletableFuture<BatchReply<String>> results(
      ProviderBatch batch, Map<String, Attempt> attempts, BiConsumer<String, Outcome> each) {
    Queue<CompletableFuture<Void>> checked = new ConcurrentLinkedQueue<>();
    return batches
        .results(
            batch,
            attempts,
            (attemptId, outcome) -> {
              Attempt attempt = attempts.get(attemptId);
              if (attempt == null || attempt.guardrails().isEmpty()) {
                each.accept(attemptId, outcome);
              } else {
                checked.add(check(attempt, outcome).thenAccept(end -> each.accept(attemptId, end)));
              }
            })
        .thenCompose(
            reply ->
                CompletableFuture.allOf(checked.toArray(CompletableFuture[]::new))
                    .thenApply(all -> reply));
  }

  private CompletableFuture<Outcome> check(Attempt attempt, Outcome outcome) {
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    Provider ended =
        (sent, timeout, listener) -> {
          listener.ended(outcome);
          return NONE;
        };
    new GuardedExchange(attempt, checks, end::complete).start(ended, Duration.ZERO);
    return end;
  }
}
