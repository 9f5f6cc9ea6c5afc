package dev.sluice.http;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.view.Replicas;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Request;
import org.jspecify.annotations.Nullable;

/**
 * Lets any process answer for any polling ID: what is about a partition that is elsewhere is passed
 * on there, once, and answered here when nobody there can. A terminal result may then come of a
 * standby. Immutable; runs on the server's threads.
 */
public final class Hop implements Endpoints {
  private static final Duration OVERHEAD = Duration.ofSeconds(5);
  private static final long LONGEST_WAIT_SECONDS = 600;

  private final ApiKeys keys;
  private final PollingIds ids;
  private final Replicas replicas;
  private final Peers peers;

  public Hop(ApiKeys keys, PollingIds ids, Replicas replicas, Peers peers) {
    this.keys = keys;
    this.ids = ids;
    this.replicas = replicas;
    this.peers = peers;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.before("/v1/responses/{id}", this::pass);
    routes.before("/v1/responses/{id}/*", this::pass);
  }

  private void pass(Context ctx) {
    if (ctx.header(Peers.SECRET) != null) {
      if (!peers.isPeer(ctx)) {
        Json.answer(ctx, ApiError.unauthorized("Not a process of this gateway."));
        ctx.skipRemainingHandlers();
      }
      return;
    }
    Optional<PollingId> id =
        caller(ctx).flatMap(caller -> ids.verify(ctx.pathParam("id"), caller.tenant()));
    if (id.isEmpty() || replicas.isHere(id.get().partition())) {
      return;
    }
    List<String> others = replicas.elsewhere(id.get().partition());
    if (!others.isEmpty()) {
      ctx.future(
          () ->
              passTo(ctx, others)
                  .thenAccept(
                      answered -> {
                        if (answered) {
                          ctx.skipRemainingHandlers();
                        }
                      }));
    }
  }

  private Optional<Caller> caller(Context ctx) {
    String apiKey = Callers.apiKey(ctx.header("Authorization"));
    return apiKey == null ? Optional.empty() : keys.find(apiKey);
  }

  private CompletableFuture<Boolean> passTo(Context ctx, List<String> others) {
    if (others.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return Relay.of(request(ctx, others.get(0)), ctx)
        .thenCompose(
            answered ->
                answered
                    ? CompletableFuture.completedFuture(true)
                    : passTo(ctx, others.subList(1, others.size())));
  }

  private Request request(Context ctx, String host) {
    String query = ctx.queryString();
    String path = ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
    boolean stream = "true".equals(ctx.queryParam("stream"));
    Request request =
        peers
            .request(host, path, stream ? null : OVERHEAD.plusSeconds(wait(ctx)))
            .method(ctx.req().getMethod());
    for (String name : List.of("Authorization", "Accept", "Prefer", "traceparent")) {
      String value = ctx.header(name);
      if (value != null) {
        request.headers(headers -> headers.put(name, value));
      }
    }
    return request;
  }

  /** How long the client lets the other wait; what is no number is the other's to refuse. */
  private static long wait(Context ctx) {
    String asked = firstOf(ctx.queryParam("wait"), ctx.header("Prefer"));
    String digits = asked == null ? "" : asked.replaceAll("[^0-9]", "");
    return digits.isEmpty() || digits.length() > 4
        ? 0
        : Math.min(LONGEST_WAIT_SECONDS, Long.parseLong(digits));
  }

  private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }
}
