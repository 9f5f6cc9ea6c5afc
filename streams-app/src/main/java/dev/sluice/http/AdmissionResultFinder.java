package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.http.openai.AdmissionReplies;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.json.Json;
import dev.sluice.view.AdmissionResult;
import dev.sluice.view.Lookup;
import dev.sluice.view.ViewRow;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds the decision on a published request, wherever its partition is and moves. Holds no thread
 * while it waits; any thread.
 */
final class AdmissionResultFinder {

  /** Where a process asks another one. */
  static final String PATH = "/internal/decisions";

  /** After this time, look again where the partition is. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final PollingIds ids;
  private final CommittedView view;
  private final @Nullable PeerClient peers;
  private final InstantSource clock;

  AdmissionResultFinder(AnswerSources sources) {
    this.ids = sources.ids();
    this.view = sources.view();
    this.peers = sources.peers();
    this.clock = sources.clock();
  }

  /**
   * @param search ends when the decision is no longer awaited
   * @return empty if nobody could tell by then; never fails
   */
  CompletableFuture<Optional<Reply>> find(
      RequestPublisher.RequestPosition place, LookupDeadline search) {
    Duration left = search.left(clock.instant());
    if (left.isZero()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    Duration slice = left.compareTo(SLICE) > 0 ? SLICE : left;
    return findNow(place, slice, search)
        .thenCompose(
            found ->
                found.isPresent() ? CompletableFuture.completedFuture(found) : find(place, search));
  }

  private CompletableFuture<Optional<Reply>> findNow(
      RequestPublisher.RequestPosition place, Duration slice, LookupDeadline search) {
    if (view.replicas().isHere(place.partition())) {
      return findHere(place, slice, search.server());
    }
    List<String> others = view.replicas().elsewhere(place.partition());
    if (peers == null || others.isEmpty()) {
      return later(slice, search.server());
    }
    String path =
        "%s?partition=%d&offset=%d&at=%d&wait_ms=%d"
            .formatted(
                PATH,
                place.partition(),
                place.offset(),
                place.at().toEpochMilli(),
                slice.toMillis());
    return PeerClient.ask(
            PeerClient.until(
                search.awaited(),
                peers
                    .request(others.get(0), path, slice.plus(SLICE))
                    .headers(headers -> headers.put(HeaderNames.TENANT, escaped(place.tenant())))))
        .thenCompose(
            reply ->
                reply.filter(each -> each.headers().containsKey(AdmissionReplies.KIND)).isPresent()
                    ? CompletableFuture.completedFuture(reply)
                    : later(PAUSE, search.server()));
  }

  /** For a local partition. */
  CompletableFuture<Optional<Reply>> findHere(
      RequestPublisher.RequestPosition place, Duration patience, Executor server) {
    return view.decisions()
        .of(place.partition(), place.offset(), patience)
        // not on the timer's thread: reading a row may take a while
        .thenApplyAsync(decision -> decision.or(() -> ofRow(place)).map(this::reply), server);
  }

  /** A decision that was dropped, or seen by another process, has left its row. */
  private Optional<AdmissionResult> ofRow(RequestPublisher.RequestPosition place) {
    return id(place)
        .map(view.rows()::find)
        .filter(found -> found instanceof Lookup.Found)
        .map(found -> ((Lookup.Found) found).row())
        .filter(row -> row instanceof ViewRow.Pending)
        .map(row -> new AdmissionResult.Accepted(((ViewRow.Pending) row).event()));
  }

  private Reply reply(AdmissionResult decision) {
    Reply reply = AdmissionReplies.of(decision, clock.instant());
    if (decision instanceof AdmissionResult.Accepted accepted && accepted.event().getRepeat()) {
      // an earlier acceptance has progressed since
      String id = accepted.event().getPollingId();
      Optional<Lookup> now = ids.verify(id, accepted.event().getTenant()).map(view.rows()::find);
      if (now.isPresent()
          && now.get() instanceof Lookup.Found found
          && !(found.row() instanceof ViewRow.Deleted)) {
        return new Reply(200, reply.headers(), Json.bytes(ResponseJson.of(id, found.row())));
      }
    }
    return reply;
  }

  private Optional<PollingId> id(RequestPublisher.RequestPosition place) {
    String text = ids.issue(place.tenant(), place.partition(), place.at(), place.offset());
    return ids.verify(text, place.tenant());
  }

  private static CompletableFuture<Optional<Reply>> later(Duration pause, Executor server) {
    long pauseMs = Math.min(PAUSE.toMillis(), pause.toMillis());
    return CompletableFuture.supplyAsync(
        Optional::empty, CompletableFuture.delayedExecutor(pauseMs, TimeUnit.MILLISECONDS, server));
  }

  /** Headers are limited to ASCII. */
  private static String escaped(String tenant) {
    return URLEncoder.encode(tenant, StandardCharsets.UTF_8);
  }
}
