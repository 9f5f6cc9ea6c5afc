package dev.sluice.provider.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.ProviderBatch;
import dev.sluice.failure.Failure;
import dev.sluice.provider.BatchReply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a provider's lists, with each credential, for a batch that nobody noted. Any
 * thread.
 */
final class BatchSearch {
  /** Of a hundred each. */
  private static final int MOST_PAGES = 500;

  private static final String UNTOLD = "has a batch that may be the one that is sought";

  private static final int NOT_FOUND = 404;

  private final BatchCalls calls;
  private final BatchApi api;
  private final Duration timeout;

  BatchSearch(BatchCalls calls, BatchApi api, Duration timeout) {
    this.calls = calls;
    this.api = api;
    this.timeout = timeout;
  }

  /** What was found up to now. */
  private sealed interface Found {
    record Batch(String id) implements Found {}

    record Nothing() implements Found {}

    record MaybeLater(Failure why) implements Found {}
  }

  /** What is sought, with one credential. */
  private record Sought(
      ProviderBatch batch, Set<String> attemptIds, Optional<Credential> credential) {}

  CompletableFuture<BatchReply<Optional<String>>> find(
      ProviderBatch batch, Set<String> attemptIds) {
    return find(batch, attemptIds, calls.credentials(batch), new Found.Nothing());
  }

  private CompletableFuture<BatchReply<Optional<String>>> find(
      ProviderBatch batch,
      Set<String> attemptIds,
      List<Optional<Credential>> credentials,
      Found before) {
    if (before instanceof Found.Batch found) {
      return done(Optional.of(found.id()));
    }
    if (credentials.isEmpty()) {
      return before instanceof Found.MaybeLater later
          ? CompletableFuture.completedFuture(new BatchReply.Unclear<>(later.why()))
          : done(Optional.empty());
    }
    List<Optional<Credential>> others = credentials.subList(1, credentials.size());
    return page(new Sought(batch, attemptIds, credentials.get(0)), null, 0)
        .thenCompose(
            reply -> {
              if (reply instanceof BatchReply.Done<Found> done) {
                Found now = done.value() instanceof Found.Nothing ? before : done.value();
                return find(batch, attemptIds, others, now);
              }
              if (reply instanceof BatchReply.Refused<Found> refused
                  && BatchReplies.wantsOtherCredential(reply)) {
                // it may have been of use when the batch was created
                boolean nothing = BatchReplies.status(refused.failure()) == NOT_FOUND;
                Found now = nothing ? before : new Found.MaybeLater(refused.failure());
                return find(batch, attemptIds, others, now);
              }
              return BatchReplies.thenSend(reply, found -> done(Optional.empty()));
            });
  }

  private static CompletableFuture<BatchReply<Optional<String>>> done(Optional<String> id) {
    return CompletableFuture.completedFuture(new BatchReply.Done<>(id));
  }

  private CompletableFuture<BatchReply<Found>> page(
      Sought sought, @Nullable String after, int number) {
    return calls
        .sendAgain(sought.batch(), api.list(after), sought.credential(), timeout)
        .thenApply(
            reply ->
                BatchReplies.repeatable(
                    BatchReplies.read(
                        sought.batch(),
                        reply,
                        json -> Optional.of(json).filter(each -> each.path("data").isArray()))))
        .thenCompose(reply -> BatchReplies.thenSend(reply, page -> inPage(sought, page, number)));
  }

  private CompletableFuture<BatchReply<Found>> inPage(Sought sought, JsonNode page, int number) {
    List<String> candidates = new ArrayList<>();
    boolean later = false;
    boolean allTooOld = true;
    String last = null;
    for (JsonNode listed : page.path("data")) {
      String id = listed.path("id").asText("");
      last = id;
      BatchApi.Match match = api.match(listed, sought.batch(), sought.attemptIds());
      allTooOld &= match == BatchApi.Match.TOO_OLD;
      if (match == BatchApi.Match.OURS) {
        return found(new Found.Batch(id));
      }
      later |= match == BatchApi.Match.LATER;
      if (match == BatchApi.Match.IN_RESULTS) {
        candidates.add(id);
      }
    }
    boolean ended = allTooOld || !page.path("has_more").asBoolean(false);
    String next = last;
    boolean maybeLater = later || (!ended && number >= MOST_PAGES);
    return inResults(sought, candidates)
        .thenCompose(
            reply ->
                BatchReplies.thenSend(
                    reply,
                    found -> {
                      Found here =
                          found instanceof Found.Nothing && maybeLater
                              ? new Found.MaybeLater(BatchReplies.failure(sought.batch(), UNTOLD))
                              : found;
                      return ended || here instanceof Found.Batch || number >= MOST_PAGES
                          ? found(here)
                          : page(sought, next, number + 1).thenApply(rest -> or(rest, here));
                    }));
  }

  /** What the pages after it hold, unless that is nothing. */
  private static BatchReply<Found> or(BatchReply<Found> rest, Found here) {
    return BatchReplies.then(
        rest, found -> new BatchReply.Done<>(found instanceof Found.Nothing ? here : found));
  }

  /** The first of them with a result of one of our attempts. */
  private CompletableFuture<BatchReply<Found>> inResults(Sought sought, List<String> candidates) {
    if (candidates.isEmpty()) {
      return found(new Found.Nothing());
    }
    String id = candidates.get(0);
    return calls
        .sendAgain(sought.batch(), api.status(id), sought.credential(), timeout)
        .thenApply(
            reply ->
                BatchReplies.read(sought.batch(), reply, j -> Optional.ofNullable(api.read(j))))
        .thenCompose(
            reply ->
                BatchReplies.thenSend(
                    reply,
                    status ->
                        status.results().isEmpty()
                            ? unknown(sought)
                            : calls.sendAgain(
                                sought.batch(),
                                status.results().get(0),
                                sought.credential(),
                                timeout)))
        // its results may have been ours before they were deleted
        .thenApply(BatchReplies::doubtful)
        .thenCompose(
            reply ->
                BatchReplies.thenSend(
                    reply,
                    file ->
                        holdsOne(file, sought.attemptIds())
                            ? found(new Found.Batch(id))
                            : inResults(sought, candidates.subList(1, candidates.size()))));
  }

  private boolean holdsOne(ByteBuffer file, Set<String> attemptIds) {
    AtomicBoolean holds = new AtomicBoolean();
    BatchResults.lines(
        api, file, line -> holds.compareAndSet(false, attemptIds.contains(line.attemptId())));
    return holds.get();
  }

  private static CompletableFuture<BatchReply<Found>> found(Found found) {
    return CompletableFuture.completedFuture(new BatchReply.Done<>(found));
  }

  private static CompletableFuture<BatchReply<ByteBuffer>> unknown(Sought sought) {
    return CompletableFuture.completedFuture(
        new BatchReply.Unclear<>(BatchReplies.failure(sought.batch(), UNTOLD)));
  }
}
