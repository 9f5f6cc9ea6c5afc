package dev.sluice.call;

import dev.sluice.profile.ModelProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The targets that a call tries, in order; made once, at admission. Pure. */
public final class Plan {
  private Plan() {}

  /**
   * The general list, then those for special failures. A target that occurs twice in a list is
   * tried at its first place only.
   *
   * @param route the requested route
   * @param request names only fallbacks that exist in {@code routes}: admission has refused others
   * @param call names the call, for the order of targets of one level: always the same for it
   */
  public static List<PlannedTarget> of(Route route, Request request, Routes routes, String call) {
    Map<Place, PlannedTarget> steps = new LinkedHashMap<>();
    add(steps, FallbackList.GENERAL, route.drawn(call), request.sampling());
    for (Fallback fallback : request.fallbacks()) {
      Sampling sampling = fallback.sampling().orElse(request.sampling());
      add(steps, FallbackList.GENERAL, drawn(fallback.to(), routes, call), sampling);
    }
    for (FallbackList list : FallbackList.values()) {
      for (String name : route.fallbacks(list)) {
        add(steps, list, drawn(name, routes, call), request.sampling());
      }
    }
    return List.copyOf(steps.values());
  }

  /**
   * The plan with the maximum output tokens that each target is sent: the request's, else the
   * target's, else the gateway's, which is never above the model's ceiling, and is left out where
   * it could do harm and nothing needs it.
   *
   * @param reserved whether a limit of the tenant counts output: then it holds only if it is sent
   */
  public static List<PlannedTarget> withMaxOutputTokens(
      List<PlannedTarget> plan, Routes routes, int otherwise, boolean reserved) {
    return plan.stream().map(step -> pinned(step, routes, otherwise, reserved)).toList();
  }

  private static PlannedTarget pinned(
      PlannedTarget step, Routes routes, int otherwise, boolean reserved) {
    Target target = routes.target(step.target());
    Sampling open = target == null ? Sampling.NONE : target.sampling();
    ModelProfile profile = target == null ? ModelProfile.ANY : target.profile();
    Integer most = step.sampling().orElse(open).maxOutputTokens();
    boolean needed =
        switch (profile.defaultMaximum()) {
          case DEMANDED, ALWAYS -> true;
          case RESERVED -> reserved;
          case NEVER -> false;
        };
    if (most == null && !needed) {
      return step;
    }
    int pinned = most == null ? profile.sampling().maxOutputTokens(otherwise) : most;
    return new PlannedTarget(
        step.target(), step.sampling().withMaxOutputTokens(pinned), step.list());
  }

  /**
   * The targets that a fallback's name stands for: those of a route, or the one target; empty if
   * unknown.
   */
  public static List<Target> targetsOf(String name, Routes routes) {
    Route route = routes.route(name);
    if (route != null) {
      return route.targets();
    }
    Target target = routes.target(name);
    return target == null ? List.of() : List.of(target);
  }

  private static List<Target> drawn(String name, Routes routes, String call) {
    Route route = routes.route(name);
    return route == null ? targetsOf(name, routes) : route.drawn(call);
  }

  private record Place(FallbackList list, String target) {}

  private static void add(
      Map<Place, PlannedTarget> steps, FallbackList list, List<Target> targets, Sampling sampling) {
    for (Target target : targets) {
      steps.putIfAbsent(
          new Place(list, target.name()), new PlannedTarget(target.name(), sampling, list));
    }
  }
}
