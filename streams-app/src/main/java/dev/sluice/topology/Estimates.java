package dev.sluice.topology;

import dev.sluice.admission.Metric;
import dev.sluice.admission.Prices;
import dev.sluice.call.PlannedTarget;
import dev.sluice.call.Request;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What admission would reserve for a request, for whoever decides it again. Pure. */
public record Estimates(Routes routes, Prices prices, int defaultMaxOutputTokens) {

  /**
   * @param missing for want of what there is no estimate; null if there is one
   */
  public record Needs(Map<Metric, Long> amounts, @Nullable String missing) {}

  /**
   * @param call names the call, as admission did
   */
  public Needs needs(Request request, Set<Metric> metrics, String call) {
    return needs(request.model(), request, metrics, call);
  }

  /** The same of what it becomes on another route. */
  public Needs onRoute(String other, Request request, Set<Metric> metrics, String call) {
    return needs(other, request.onRoute(other), metrics, call);
  }

  private Needs needs(String model, Request request, Set<Metric> metrics, String call) {
    Route route = routes.route(model);
    if (route == null) {
      return new Needs(Map.of(), "a route " + model);
    }
    Estimator estimator = new Estimator(prices, defaultMaxOutputTokens);
    List<PlannedTarget> plan = estimator.plan(route, request, routes, metrics, call);
    Estimator.Estimate estimate = estimator.of(request, plan, routes, metrics);
    Target unpriced = estimate.unpriced();
    return new Needs(
        estimate.amounts(),
        unpriced == null ? null : "a price of " + unpriced.provider() + "/" + unpriced.model());
  }

  /**
   * @param appendedAt when the request came
   */
  public Instant deadline(Request request, Instant appendedAt) {
    Route route = routes.route(request.model());
    return route == null ? appendedAt : Decider.deadline(request, route, appendedAt);
  }
}
