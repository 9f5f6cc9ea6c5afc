package dev.sluice.http;

import dev.sluice.http.async.AsyncResponse;
import dev.sluice.http.async.PendingResponse;
import dev.sluice.http.async.WaiterRegistry;
import dev.sluice.http.openai.ApiError;
import dev.sluice.http.openai.BadParameter;
import dev.sluice.http.openai.Reply;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers other processes that published a request into a local partition. Runs on the server's
 * threads.
 */
final class AdmissionResultsApi implements Endpoints {
  private static final long MAX_WAIT_MS = 10_000;

  private final @Nullable PeerClient peers;
  private final AdmissionResultFinder decisions;
  private final WaiterRegistry waiting;

  AdmissionResultsApi(
      @Nullable PeerClient peers, AdmissionResultFinder decisions, WaiterRegistry waiting) {
    this.peers = peers;
    this.decisions = decisions;
    this.waiting = waiting;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get(AdmissionResultFinder.PATH, this::tell);
  }

  private void tell(Context ctx) throws BadParameter {
    if (peers == null || !peers.isPeer(ctx)) {
      ReplyWriter.write(ctx, ApiError.unauthorized("Not a process of this gateway."));
      return;
    }
    RequestPublisher.RequestPosition place =
        new RequestPublisher.RequestPosition(
            tenant(ctx),
            (int) Params.required(ctx, "partition", Integer.MAX_VALUE),
            Params.required(ctx, "offset", Long.MAX_VALUE),
            Instant.ofEpochMilli(Params.required(ctx, "at", Long.MAX_VALUE)));
    Duration wait = Duration.ofMillis(Params.required(ctx, "wait_ms", MAX_WAIT_MS));
    if (!waiting.enter()) {
      ReplyWriter.write(ctx, ApiError.tooManyWaiting());
      return;
    }
    CompletableFuture<Optional<Reply>> found = new CompletableFuture<>();
    AsyncResponse.answer(
        ctx,
        later -> {
          PendingResponse.start(
              waiting,
              later,
              found,
              Optional::empty,
              reply ->
                  later.end(
                      () -> ReplyWriter.write(ctx, reply.orElseGet(AdmissionResultsApi::notYet))));
          var unused = decisions.findHere(place, wait, later::execute).thenAccept(found::complete);
        });
  }

  private static String tenant(Context ctx) throws BadParameter {
    String escaped = ctx.header(HeaderNames.TENANT);
    if (escaped == null || escaped.isEmpty()) {
      throw BadParameter.missing(HeaderNames.TENANT);
    }
    try {
      return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException unescaped) {
      throw BadParameter.invalid(
          HeaderNames.TENANT, "'" + HeaderNames.TENANT + "' must be URL-encoded.");
    }
  }

  private static Reply notYet() {
    return Reply.of(ApiError.unavailable("No decision yet.", "no_decision_yet"));
  }
}
