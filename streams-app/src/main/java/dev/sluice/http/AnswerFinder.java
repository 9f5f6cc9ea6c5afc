package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.PollingId;
import dev.sluice.view.Lookup;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewRow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of an accepted request, for clients that don't poll. Waits without a thread;
 * any thread.
 */
final class AnswerFinder {

  /** After it, it is asked again where the partition is. */
  private static final Duration SLICE = Duration.ofSeconds(10);

  private static final Duration OVERHEAD = Duration.ofSeconds(2);
  private static final long PAUSE_MS = 100;

  private final CommittedView view;
  private final @Nullable Peers peers;
  private final InstantSource clock;

  AnswerFinder(CommittedView view, @Nullable Peers peers, InstantSource clock) {
    this.view = view;
    this.peers = peers;
    this.clock = clock;
  }

  /**
   * @param authorization the caller's own, for another process that has the answer
   * @param soFar answered when there is no end by then
   */
  CompletableFuture<Reply> find(PollingId id, String authorization, Reply soFar, Search search) {
    Duration left = search.left(clock.instant());
    if (left.isZero()) {
      return CompletableFuture.completedFuture(soFar);
    }
    Duration slice = left.compareTo(SLICE) > 0 ? SLICE : left;
    return findNow(id, authorization, slice, search)
        .thenCompose(
            found -> {
              Reply newer = found.map(reply -> reply.withHeadersOf(soFar)).orElse(soFar);
              return isEnd(newer)
                  ? CompletableFuture.completedFuture(newer)
                  : find(id, authorization, newer, search);
            });
  }

  private CompletableFuture<Optional<Reply>> findNow(
      PollingId id, String authorization, Duration slice, Search search) {
    if (view.replicas().isHere(id.partition())) {
      return findHere(id, slice, search);
    }
    List<String> others = view.replicas().elsewhere(id.partition());
    if (peers == null || others.isEmpty()) {
      return later(Optional.empty(), search);
    }
    long seconds = slice.plusNanos(999_999_999).toSeconds();
    String path = "/v1/responses/" + id.text() + "?wait=" + seconds;
    return Peers.ask(
            Peers.until(
                search.awaited(),
                peers
                    .request(others.get(0), path, OVERHEAD.plusSeconds(seconds))
                    .headers(headers -> headers.put("Authorization", authorization))))
        .thenCompose(
            reply -> {
              Optional<Reply> good = reply.filter(each -> each.status() == 200);
              return good.isPresent() && isEnd(good.get())
                  ? CompletableFuture.completedFuture(good)
                  : later(good, search);
            });
  }

  private CompletableFuture<Optional<Reply>> findHere(
      PollingId id, Duration patience, Search search) {
    CompletableFuture<Void> changed = new CompletableFuture<>();
    // before looking: what changes afterwards is told
    RowWatchers.Watch watch =
        view.watchers().watch(id, () -> changed.completeAsync(() -> null, search.server()));
    // also when nobody waits any more
    var unused = search.awaited().whenComplete((value, failure) -> changed.complete(null));
    Optional<Reply> now = look(id);
    if (now.isPresent() && isEnd(now.get())) {
      watch.close();
      return CompletableFuture.completedFuture(now);
    }
    return changed
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        // not on the thread that ends all patience: reading a row may take a while
        .thenApplyAsync(
            woken -> {
              watch.close();
              return look(id);
            },
            search.server());
  }

  private Optional<Reply> look(PollingId id) {
    return view.rows().find(id) instanceof Lookup.Found found
            && !(found.row() instanceof ViewRow.Deleted)
        ? Optional.of(Reply.of(200, ResponseJson.of(id.text(), found.row())))
        : Optional.empty();
  }

  private static boolean isEnd(Reply reply) {
    JsonNode status = Json.parse(reply.body()).path("status");
    return !status.asText().equals("queued") && !status.asText().equals("in_progress");
  }

  private static CompletableFuture<Optional<Reply>> later(Optional<Reply> reply, Search search) {
    return CompletableFuture.supplyAsync(
        () -> reply,
        CompletableFuture.delayedExecutor(PAUSE_MS, TimeUnit.MILLISECONDS, search.server()));
  }
}
