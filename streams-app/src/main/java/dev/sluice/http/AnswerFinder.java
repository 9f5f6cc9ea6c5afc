package dev.sluice.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.call.PollingId;
import dev.sluice.view.Lookup;
import dev.sluice.view.Replicas;
import dev.sluice.view.RowWatchers;
import dev.sluice.view.ViewReader;
import dev.sluice.view.ViewRow;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final long PAUSE_MS = 100;

  private final ViewReader view;
  private final RowWatchers watchers;
  private final Replicas replicas;
  private final @Nullable Peers peers;
  private final InstantSource clock;

  AnswerFinder(
      ViewReader view,
      RowWatchers watchers,
      Replicas replicas,
      @Nullable Peers peers,
      InstantSource clock) {
    this.view = view;
    this.watchers = watchers;
    this.replicas = replicas;
    this.peers = peers;
    this.clock = clock;
  }

  /**
   * @param soFar answered when there is no end by then
   * @param authorization the caller's own, for another process that has the answer
   */
  CompletableFuture<Reply> find(PollingId id, String authorization, Reply soFar, Instant until) {
    if (!clock.instant().isBefore(until)) {
      return CompletableFuture.completedFuture(soFar);
    }
    return findNow(id, authorization)
        .thenCompose(
            found -> {
              if (found.isPresent() && isEnd(found.get())) {
                return CompletableFuture.completedFuture(found.get());
              }
              return find(id, authorization, found.orElse(soFar), until);
            });
  }

  private CompletableFuture<Optional<Reply>> findNow(PollingId id, String authorization) {
    if (replicas.isHere(id.partition())) {
      return findHere(id);
    }
    List<String> others = replicas.elsewhere(id.partition());
    if (peers == null || others.isEmpty()) {
      return later(Optional.empty());
    }
    String path = "/v1/responses/" + id.text() + "?wait=1";
    return Peers.ask(
            peers
                .request(others.get(0), path, SLICE.multipliedBy(3))
                .headers(headers -> headers.put("Authorization", authorization)))
        .thenCompose(
            reply -> {
              Optional<Reply> good = reply.filter(each -> each.status() == 200);
              return good.isPresent() && isEnd(good.get())
                  ? CompletableFuture.completedFuture(good)
                  : later(good);
            });
  }

  private CompletableFuture<Optional<Reply>> findHere(PollingId id) {
    CompletableFuture<Void> changed = new CompletableFuture<>();
    // before looking: what changes afterwards is told
    RowWatchers.Watch watch = watchers.watch(id, () -> changed.completeAsync(() -> null));
    Optional<Reply> now = look(id);
    if (now.isPresent() && isEnd(now.get())) {
      watch.close();
      return CompletableFuture.completedFuture(now);
    }
    return changed
        .completeOnTimeout(null, SLICE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(
            woken -> {
              watch.close();
              return look(id);
            });
  }

  private Optional<Reply> look(PollingId id) {
    return view.find(id) instanceof Lookup.Found found && !(found.row() instanceof ViewRow.Deleted)
        ? Optional.of(Reply.of(200, ResponseJson.of(id.text(), found.row())))
        : Optional.empty();
  }

  private static boolean isEnd(Reply reply) {
    JsonNode status = Json.parse(reply.body()).path("status");
    return !status.asText().equals("queued") && !status.asText().equals("in_progress");
  }

  private static CompletableFuture<Optional<Reply>> later(Optional<Reply> reply) {
    return CompletableFuture.supplyAsync(
        () -> reply, CompletableFuture.delayedExecutor(PAUSE_MS, TimeUnit.MILLISECONDS));
  }
}
