package dev.sluice.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which targets a call tries, in order; made once, when the request is admitted. Pure. */
public final class Plan {
  private Plan() {}

  /**
   * The route's targets, then those of each fallback. A target that comes twice is tried at its
   * first place only.
   *
   * @param route the route that the request asks for
   * @param request names fallbacks that exist in {@code routes}: admission has refused others
   */
  public static List<PlannedTarget> of(Route route, Request request, Routes routes) {
    Map<String, PlannedTarget> stops = new LinkedHashMap<>();
    for (Target target : route.targets()) {
      add(stops, target, request.sampling());
    }
    for (Fallback fallback : request.fallbacks()) {
      Sampling sampling = fallback.sampling().orElse(request.sampling());
      for (Target target : targetsOf(fallback.to(), routes)) {
        add(stops, target, sampling);
      }
    }
    return List.copyOf(stops.values());
  }

  /**
   * The plan with the most output tokens of each stop: the request's, else the target's, else the
   * gateway's. It is what admission reserves, and so it is always sent to the provider.
   */
  public static List<PlannedTarget> withMaxOutputTokens(
      List<PlannedTarget> plan, Routes routes, int otherwise) {
    return plan.stream()
        .map(
            stop -> {
              Target target = routes.target(stop.target());
              Sampling open = target == null ? Sampling.NONE : target.sampling();
              Integer most = stop.sampling().orElse(open).maxOutputTokens();
              int pinned = most == null ? otherwise : most;
              return new PlannedTarget(stop.target(), stop.sampling().withMaxOutputTokens(pinned));
            })
        .toList();
  }

  /**
   * The targets that a fallback's name stands for: a route's, or the one target; empty if unknown.
   */
  public static List<Target> targetsOf(String name, Routes routes) {
    Route route = routes.route(name);
    if (route != null) {
      return route.targets();
    }
    List<Target> one = new ArrayList<>();
    Target target = routes.target(name);
    if (target != null) {
      one.add(target);
    }
    return one;
  }

  private static void add(Map<String, PlannedTarget> stops, Target target, Sampling sampling) {
    stops.putIfAbsent(target.name(), new PlannedTarget(target.name(), sampling));
  }
}
