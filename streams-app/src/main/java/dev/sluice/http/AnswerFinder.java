package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.http.openai.Reply;
import dev.sluice.http.openai.ResponseJson;
import dev.sluice.http.openai.Seconds;
import dev.sluice.json.Json;
import dev.sluice.view.RowWatchers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.client.Request;

/**
 * Waits for the end of an accepted request wherever its partition is and goes, for clients that
 * don't poll. One search, started once. Waits without a thread; any thread.
 */
final class AnswerFinder {

  /** After this time, look again where the partition is. */
  private static final Duration SLICE = Duration.ofSeconds(10);

  private static final Duration OVERHEAD = Duration.ofSeconds(2);

  /** Between two tries; grows while nobody can say, since a wait may take hours. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /**
   * Whose answer is looked for.
   *
   * @param authorization the caller's own, for another process that has the answer
   */
  record Asked(Principal caller, PollingId id, String authorization) {}

  sealed interface FinalState {}

  /** A response with a terminal status. */
  record Ended(ObjectNode response) implements FinalState {}

  /** Deleted, or no longer kept. */
  record Gone() implements FinalState {}

  /** Nobody could say by the end of the search. */
  record Unknown() implements FinalState {}

  private final AnswerSources sources;
  private final ResponseLookup lookup;
  private final Asked asked;
  private final Consumer<ObjectNode> progress;
  private final LookupDeadline search;
  private final CompletableFuture<FinalState> end = new CompletableFuture<>();
  private volatile Runnable giveUp = () -> {};

  // Confined to the step under way
  private Duration pause = SHORTEST_PAUSE;

  /**
   * @param progress told of the response while it has no terminal status; must not block
   */
  AnswerFinder(
      AnswerSources sources,
      ResponseLookup lookup,
      Asked asked,
      Consumer<ObjectNode> progress,
      LookupDeadline search) {
    this.lookup = lookup;
    this.sources = sources;
    this.asked = asked;
    this.progress = progress;
    this.search = search;
  }

  CompletableFuture<FinalState> find() {
    // once for all steps: each would stay registered until the end
    var unused = search.awaited().whenComplete((value, failure) -> giveUp.run());
    step();
    return end;
  }

  private void step() {
    Duration left = search.left(sources.clock().instant());
    if (left.isZero()) {
      end.complete(new Unknown());
      return;
    }
    Duration slice = left.compareTo(SLICE) > 0 ? SLICE : left;
    boolean here = sources.view().replicas().isHere(asked.id().partition());
    var unused =
        (here ? findHere(slice) : findElsewhere(slice))
            .whenComplete(
                (found, failure) -> {
                  if (failure != null) {
                    end.completeExceptionally(failure);
                  } else if (found.isPresent()) {
                    end.complete(found.get());
                  } else {
                    step();
                  }
                });
  }

  private CompletableFuture<Optional<FinalState>> findHere(Duration slice) {
    CompletableFuture<Void> changed = new CompletableFuture<>();
    // before reading: later changes are reported
    RowWatchers.Watch watch =
        sources
            .view()
            .watchers()
            .watch(asked.id(), () -> changed.completeAsync(() -> null, search.server()));
    until(() -> changed.complete(null));
    ResponseLookup.Answer now = retrieve();
    Optional<FinalState> ending = ending(now);
    if (ending.isPresent()) {
      watch.close();
      return CompletableFuture.completedFuture(ending);
    }
    // a replica that is restored tells of no change
    Duration patience = now instanceof ResponseLookup.NotNow ? LONGEST_PAUSE : slice;
    return changed
        .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
        // not on the timer's thread: reading a row may take a while
        .thenApplyAsync(
            woken -> {
              watch.close();
              return ending(retrieve());
            },
            search.server());
  }

  private ResponseLookup.Answer retrieve() {
    return lookup.find(asked.caller(), asked.id().text());
  }

  private Optional<FinalState> ending(ResponseLookup.Answer answer) {
    if (answer instanceof ResponseLookup.Gone) {
      return Optional.of(new Gone());
    }
    return answer instanceof ResponseLookup.Found found
        ? ending(ResponseJson.of(asked.id().text(), found.row()))
        : Optional.empty();
  }

  private Optional<FinalState> ending(ObjectNode response) {
    if (ResponseJson.isTerminal(response)) {
      return Optional.of(new Ended(response));
    }
    progress.accept(response);
    return Optional.empty();
  }

  private CompletableFuture<Optional<FinalState>> findElsewhere(Duration slice) {
    PeerClient peers = sources.peers();
    List<String> others = sources.view().replicas().elsewhere(asked.id().partition());
    if (peers == null || others.isEmpty()) {
      return later();
    }
    long seconds = Seconds.roundedUp(slice);
    String path = "/v1/responses/" + asked.id().text() + "?wait=" + seconds;
    Request request =
        peers
            .request(others.get(0), path, OVERHEAD.plusSeconds(seconds))
            .headers(headers -> headers.put("Authorization", asked.authorization()));
    CompletableFuture<Optional<Reply>> reply = PeerClient.ask(request);
    until(
        () -> {
          var unused = request.abort(new CancellationException());
        });
    return reply.thenCompose(
        answer -> {
          Optional<FinalState> ending = answer.flatMap(this::ending);
          return ending.isPresent() ? CompletableFuture.completedFuture(ending) : later();
        });
  }

  private Optional<FinalState> ending(Reply reply) {
    if (reply.status() == 404) {
      return Optional.of(new Gone());
    }
    if (reply.status() == 200 && Json.parse(reply.body()) instanceof ObjectNode response) {
      pause = SHORTEST_PAUSE;
      return ending(response);
    }
    return Optional.empty();
  }

  private CompletableFuture<Optional<FinalState>> later() {
    Duration now = pause;
    pause = now.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : now.multipliedBy(2);
    return CompletableFuture.supplyAsync(
        Optional::empty,
        CompletableFuture.delayedExecutor(now.toMillis(), TimeUnit.MILLISECONDS, search.server()));
  }

  /** Gives this step up once nobody waits for it. */
  private void until(Runnable step) {
    giveUp = step;
    if (search.awaited().isDone()) {
      step.run();
    }
  }
}
