package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Reply;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators see of all processes together, and the stories of calls; for whoever has the
 * operators' key. None of it shows what a client or a model wrote. Runs on the server's threads.
 */
public final class OverviewApi implements Endpoints {
  private static final Logger log = LoggerFactory.getLogger(OverviewApi.class);
  private static final int LONGEST_SEARCH = 1_000;

  private final OperatorsKey key;
  private final ClusterOverview overview;
  private final CallStories stories;
  private final WaiterRegistry waiting;
  private final OverviewStreams streams;

  public OverviewApi(
      OperatorsKey key,
      ClusterOverview overview,
      CallStories stories,
      WaiterRegistry waiting,
      StreamBuffers buffers) {
    this.key = key;
    this.overview = overview;
    this.stories = stories;
    this.waiting = waiting;
    this.streams = new OverviewStreams(overview, waiting, buffers);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(ClusterOverview.PATH, this::snapshot);
    add(routes, "/overview", this::now);
    add(routes, "/overview/stream", streams);
    add(routes, "/overview/calls", this::search);
    add(routes, "/overview/calls/{id}", this::story);
  }

  private void add(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, key.before(handler));
  }

  /** For other processes, which have the shared secret, and for operators. */
  private void snapshot(Context ctx) throws Exception {
    PeerClient peers = overview.peers();
    Handler answer =
        same ->
            same.header("Cache-Control", "no-store")
                .contentType(Reply.CONTENT_TYPE)
                .result(overview.here().toJson());
    if (peers != null && peers.isPeer(ctx)) {
      answer.handle(ctx);
    } else {
      key.before(answer).handle(ctx);
    }
  }

  private void now(Context ctx) {
    answerLater(ctx, overview::now);
  }

  private void search(Context ctx) throws BadParameter {
    String text = ctx.queryParam("q");
    if (text == null || text.isBlank() || text.length() > LONGEST_SEARCH) {
      throw BadParameter.invalid("q", "'q' must be a request ID or a tenant.");
    }
    answerLater(ctx, () -> stories.search(text.strip()));
  }

  private void story(Context ctx) {
    Optional<PollingId> id = PollingIds.unverified(ctx.pathParam("id"));
    if (id.isEmpty()) {
      ReplyWriter.write(ctx, ApiError.ofStatus(404, "This is not a polling ID."));
    } else {
      answerLater(ctx, () -> stories.story(id.get()));
    }
  }

  private void answerLater(Context ctx, Supplier<CompletionStage<ObjectNode>> question) {
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    AsyncResponse.answer(
        ctx,
        later -> {
          CompletableFuture<ObjectNode> own = question.get().toCompletableFuture().copy();
          later.atEnd(waiting::leave);
          var unused =
              own.whenComplete(
                  (body, failure) ->
                      later.execute(() -> later.handOver(ctx, same -> write(same, body, failure))));
        });
  }

  private static void write(Context ctx, ObjectNode body, @Nullable Throwable failure) {
    if (failure == null) {
      ctx.header("Cache-Control", "no-store");
      ReplyWriter.write(ctx, 200, body);
    } else {
      log.debug("an operator's question has no answer", failure);
      ReplyWriter.write(
          ctx, ApiError.unavailable("The topics can't be read now. Retry.", "topics_unavailable"));
    }
  }
}
