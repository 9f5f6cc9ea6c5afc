package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.json.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Health, and metrics of all paths. They need no key. Immutable; runs on the server's threads. */
public final class OperationsApi implements Endpoints {
  private final Health health;
  private final ApiKeys keys;
  private final MeterRegistry registry;
  private final @Nullable Supplier<String> metrics;

  /**
   * @param metrics what {@code /metrics} says; null if there is no such path
   */
  public OperationsApi(
      Health health, ApiKeys keys, MeterRegistry registry, @Nullable Supplier<String> metrics) {
    this.health = health;
    this.keys = keys;
    this.registry = registry;
    this.metrics = metrics;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    new RequestTimer(registry).addTo(routes);
    add(routes, "/health/live", this::live);
    add(routes, "/health/ready", this::ready);
    if (metrics != null) {
      add(routes, "/metrics", ctx -> metrics(ctx, metrics));
    }
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

  private static void metrics(Context ctx, Supplier<String> metrics) {
    ctx.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.get());
  }
}
