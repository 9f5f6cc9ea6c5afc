package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import dev.sluice.view.Activity;
import dev.sluice.view.RecentCall;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Health, metrics (of all paths) and the operators' page. None of it is authenticated, so none of
 * it shows what a client or a model wrote. Immutable; runs on the server's threads.
 */
public final class OperationsApi implements Endpoints {
  private final Health health;
  private final ApiKeys keys;
  private final Supplier<Activity> activity;
  private final PrometheusMeterRegistry registry;

  public OperationsApi(
      Health health, ApiKeys keys, Supplier<Activity> activity, PrometheusMeterRegistry registry) {
    this.health = health;
    this.keys = keys;
    this.activity = activity;
    this.registry = registry;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    new RequestTimer(registry).addTo(routes);
    add(routes, "/health/live", this::live);
    add(routes, "/health/ready", this::ready);
    add(routes, "/metrics", this::metrics);
    add(routes, "/internal/activity", this::activity);
    add(routes, "/", new Resource("index.html", "text/html; charset=utf-8"));
    add(routes, "/page.css", new Resource("page.css", "text/css; charset=utf-8"));
    add(routes, "/page.js", new Resource("page.js", "text/javascript; charset=utf-8"));
  }

  /** Load balancers also probe by HEAD, which Javalin would answer with 200 by default. */
  private static void add(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }

  private void live(Context ctx) {
    boolean live = health.isLive();
    ReplyWriter.write(ctx, live ? 200 : 503, Json.object().put("status", live ? "live" : "failed"));
  }

  private void ready(Context ctx) {
    List<String> reasons = new ArrayList<>(health.notReady());
    if (!keys.isReady()) {
      reasons.add("the API keys are not loaded");
    }
    ObjectNode body = Json.object().put("status", reasons.isEmpty() ? "ready" : "not_ready");
    ArrayNode array = body.putArray("reasons");
    reasons.forEach(array::add);
    ReplyWriter.write(ctx, reasons.isEmpty() ? 200 : 503, body);
  }

  private void metrics(Context ctx) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
  }

  private void activity(Context ctx) {
    Activity now = activity.get();
    ObjectNode body =
        Json.object()
            .put("since", now.since().toString())
            .put("accepted", now.accepted())
            .put("rejected", now.rejected())
            .put("completed", now.completed())
            .put("failed", now.failed())
            .put("in_flight", now.inFlight());
    ArrayNode recent = body.putArray("recent");
    for (RecentCall call : now.recent()) {
      recent
          .addObject()
          .put("accepted_at", call.acceptedAt().toString())
          .put("tenant", call.tenant())
          .put("route", call.route())
          .put("state", call.state())
          .put("target", call.target())
          .put("attempts", call.attempts())
          .put("latency_ms", call.latencyMillis())
          .put("failure", call.failure());
    }
    ctx.header("Cache-Control", "no-store");
    ReplyWriter.write(ctx, 200, body);
  }
}
