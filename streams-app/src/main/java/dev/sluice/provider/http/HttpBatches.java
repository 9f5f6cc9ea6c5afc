package dev.sluice.provider.http;

import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.ProviderBatch;
import dev.sluice.provider.BatchReply;
import dev.sluice.provider.ProviderBatches;
import dev.sluice.provider.Truncated;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The batch endpoints of a provider behind HTTP. Any thread. */
final class HttpBatches implements ProviderBatches {
  private final BatchApi api;
  private final BatchCalls calls;
  private final BatchRequests requests;
  private final HttpOutcomes outcomes;
  private final RedactedReplies replies;
  private final BatchPreparation preparation;
  private final BatchSearch search;

  HttpBatches(
      BatchApi api,
      BatchCalls calls,
      BatchRequests requests,
      HttpOutcomes outcomes,
      RedactedReplies replies) {
    this.api = api;
    this.calls = calls;
    this.requests = requests;
    this.outcomes = outcomes;
    this.replies = replies;
    this.preparation = new BatchPreparation(api, calls);
    this.search = new BatchSearch(calls, api, BatchCalls.TRANSFER);
  }

  @Override
  public CompletableFuture<BatchReply<Prepared>> prepare(
      ProviderBatch batch, List<Attempt> attempts) {
    return safely(
        batch,
        () ->
            CompletableFuture.supplyAsync(() -> requests.of(attempts))
                .thenCompose(written -> preparation.of(batch, written)));
  }

  @Override
  public CompletableFuture<BatchReply<String>> create(
      ProviderBatch batch, Input input, Duration timeout) {
    OpenExchange exchange = new OpenExchange();
    CompletableFuture<BatchReply<String>> created =
        safely(batch, () -> create(batch, (BatchPreparation.Written) input, timeout, exchange))
            .copy();
    var unused =
        created.whenComplete(
            (reply, thrown) -> {
              if (created.isCancelled()) {
                exchange.breakOff();
              }
            });
    return created;
  }

  private CompletableFuture<BatchReply<String>> create(
      ProviderBatch batch,
      BatchPreparation.Written written,
      Duration timeout,
      OpenExchange exchange) {
    HttpCall create = api.create(batch, written.fileId(), written.input());
    return calls.withEach(
        written.credentials(),
        credential ->
            calls
                .send(batch, create, credential, timeout, exchange)
                .thenApply(
                    reply ->
                        BatchReplies.read(
                            batch,
                            reply,
                            json -> Optional.ofNullable(api.read(json)).map(BatchStatus::id))));
  }

  @Override
  public CompletableFuture<BatchReply<Optional<String>>> find(
      ProviderBatch batch, Set<String> attemptIds) {
    return safely(batch, () -> search.find(batch, attemptIds));
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> hasEnded(ProviderBatch batch) {
    return safely(
        batch,
        () ->
            status(batch)
                .thenApply(
                    reply ->
                        BatchReplies.then(reply, known -> new BatchReply.Done<>(known.ended()))));
  }

  @Override
  public CompletableFuture<BatchReply<String>> results(
      ProviderBatch batch, Map<String, Attempt> attempts, BiConsumer<String, Outcome> each) {
    BatchResults results = new BatchResults(api, requests, outcomes, attempts, each);
    return safely(
        batch,
        () ->
            status(batch)
                .thenCompose(
                    reply ->
                        BatchReplies.thenSend(
                            reply,
                            status ->
                                status.ended()
                                    ? files(batch, status.results(), results)
                                        .thenApply(read -> complaint(read, status, results))
                                    : CompletableFuture.completedFuture(
                                        new BatchReply.Refused<>(
                                            BatchReplies.failure(
                                                batch, "is still at work on the batch"),
                                            true,
                                            null)))));
  }

  private CompletableFuture<BatchReply<BatchResults>> files(
      ProviderBatch batch, List<HttpCall> files, BatchResults results) {
    if (files.isEmpty()) {
      return CompletableFuture.completedFuture(new BatchReply.Done<>(results));
    }
    HttpCall file = files.get(0);
    return calls
        .withEach(
            calls.credentials(batch),
            credential -> calls.sendAgain(batch, file, credential, BatchCalls.TRANSFER))
        .thenApply(BatchReplies::ofExisting)
        .thenCompose(
            reply ->
                BatchReplies.thenSend(
                    reply,
                    body -> {
                      results.read(body, calls.facts(file));
                      return files(batch, files.subList(1, files.size()), results);
                    }));
  }

  private BatchReply<String> complaint(
      BatchReply<BatchResults> read, BatchStatus status, BatchResults results) {
    String undone = results.undone();
    String why = undone == null ? status.complaint() : undone;
    String text = why == null ? "the batch holds no result for it" : replies.inFailures(why);
    return BatchReplies.then(
        read, all -> new BatchReply.Done<>(Truncated.message(text, HttpFailures.MESSAGE_BYTES)));
  }

  @Override
  public CompletableFuture<BatchReply<Boolean>> cancel(ProviderBatch batch) {
    return safely(
        batch,
        () ->
            known(batch, api.cancel(id(batch)))
                .thenApply(
                    reply -> BatchReplies.then(reply, known -> new BatchReply.Done<>(true))));
  }

  private CompletableFuture<BatchReply<BatchStatus>> status(ProviderBatch batch) {
    return known(batch, api.status(id(batch)));
  }

  /** What a reply about the batch says of it. */
  private CompletableFuture<BatchReply<BatchStatus>> known(ProviderBatch batch, HttpCall call) {
    return calls
        .withEach(
            calls.credentials(batch),
            credential -> calls.sendAgain(batch, call, credential, BatchCalls.TIMEOUT))
        .thenApply(
            reply ->
                BatchReplies.ofExisting(
                    BatchReplies.repeatable(
                        BatchReplies.read(
                            batch, reply, json -> Optional.ofNullable(api.read(json))))));
  }

  private static String id(ProviderBatch batch) {
    return Objects.requireNonNull(batch.providerId(), "the batch's name at the provider");
  }

  /** No bug here fails a future: what it has done is unclear. */
  private <T> CompletableFuture<BatchReply<T>> safely(
      ProviderBatch batch, Supplier<CompletableFuture<BatchReply<T>>> step) {
    CompletableFuture<BatchReply<T>> reply;
    try {
      reply = step.get();
    } catch (RuntimeException unforeseen) {
      reply = CompletableFuture.failedFuture(unforeseen);
    }
    return reply.exceptionally(
        thrown ->
            new BatchReply.Unclear<>(
                replies.unforeseen(
                    BatchAttempt.of(batch),
                    thrown instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : thrown)));
  }
}
