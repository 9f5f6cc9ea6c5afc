package dev.sluice.simulation;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.ProviderFailure;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The batch endpoints as one process sees them: a reply comes when the schedule says so. */
final class BatchExchanges implements ProviderBatches {
  private static final Failure FAILURE =
      new ProviderFailure.ServerError(FailureFacts.of(FailureType.SERVER_ERROR, "simulated"));

  private final BatchSite site;
  private final RandomGenerator random;
  private final List<Runnable> open = new ArrayList<>();

  private record Requests(List<Attempt> attempts) implements Input {}

  BatchExchanges(BatchSite site, RandomGenerator random) {
    this.site = site;
    this.random = random;
  }

  @Override
  public CompletableFuture<BatchReply<Prepared>> prepare(
      ProviderBatch batch, List<Attempt> attempts) {
    return later(
        () ->
            refusedOr(
                () -> {
                  List<Attempt> sent = new ArrayList<>(attempts);
                  Map<String, Outcome> unsendable = Map.of();
                  if (!sent.isEmpty() && random.nextInt(10) == 0) {
                    unsendable =
                        Map.of(
                            sent.remove(0).attemptId(),
                            new Outcome.Failed(new ProviderFailure.ServerError(FAILURE.facts())));
                  }
                  return new Prepared(new Requests(sent), sent.size(), unsendable);
                }));
  }

  @Override
  public CompletableFuture<BatchReply<String>> create(
      ProviderBatch batch, Input input, Duration timeout) {
    site.note("is asked to create " + batch.batchId());
    BatchSite.Sent sent = site.send(batch.batchId(), ((Requests) input).attempts());
    CompletableFuture<BatchReply<String>> reply = later(() -> replied(site.close(sent)));
    var unused =
        reply.whenComplete(
            (done, thrown) -> {
              if (reply.isCancelled()) {
                site.breakOff(sent);
              }
            });
    return reply;
  }

  private BatchReply<String> replied(Optional<String> providerId) {
    if (random.nextInt(4) == 0) {
      return new BatchReply.Unclear<>(FAILURE);
    }
    return providerId.isPresent()
        ? new BatchReply.Done<>(providerId.get())
        : new BatchReply.Refused<>(FAILURE, random.nextInt(4) > 0, null);
  }

  @Override
  public CompletableFuture<BatchReply<Optional<String>>> find(
      ProviderBatch batch, Set<String> attemptIds) {
    return later(() -> refusedOr(() -> site.find(batch.batchId())));
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> hasEnded(ProviderBatch batch) {
    return later(() -> refusedOr(() -> site.hasEnded(String.valueOf(batch.providerId()))));
  }

  @Override
  public CompletableFuture<BatchReply<String>> results(
      ProviderBatch batch, Map<String, Attempt> attempts, BiConsumer<String, Outcome> each) {
    return later(
        () -> {
          Map<String, Outcome> results = site.results(String.valueOf(batch.providerId()));
          boolean breaksOff = random.nextInt(6) == 0;
          for (Map.Entry<String, Outcome> result : results.entrySet()) {
            if (breaksOff && random.nextBoolean()) {
              return new BatchReply.Refused<>(FAILURE, true, null);
            }
            if (attempts.containsKey(result.getKey())) {
              each.accept(result.getKey(), result.getValue());
            }
          }
          return new BatchReply.Done<>("it expired");
        });
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> cancel(ProviderBatch batch) {
    return CompletableFuture.completedFuture(new BatchReply.Done<>(true));
  }

  private <T> BatchReply<T> refusedOr(Supplier<T> value) {
    return random.nextInt(8) == 0
        ? new BatchReply.Refused<>(FAILURE, true, null)
        : new BatchReply.Done<>(value.get());
  }

  private <T> CompletableFuture<BatchReply<T>> later(Supplier<BatchReply<T>> reply) {
    CompletableFuture<BatchReply<T>> future = new CompletableFuture<>();
    open.add(() -> future.complete(reply.get()));
    return future;
  }

  boolean isIdle() {
    return open.isEmpty();
  }

  /** Any exchange ends. */
  void endOne(RandomGenerator schedule) {
    open.remove(schedule.nextInt(open.size())).run();
  }
}
