package dev.sluice.config;

import dev.sluice.call.FallbackList;
import dev.sluice.call.RateCap;
import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import dev.sluice.call.TargetGroup;
import dev.sluice.profile.ModelProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Converts the routes and targets of the file to the values that calls use. */
final class RouteTable {
  private final Map<String, ProviderEntry> providers;

  private RouteTable(Map<String, ProviderEntry> providers) {
    this.providers = providers;
  }

  static Routes of(
      Map<String, RouteSettings> settings,
      Map<String, ProviderEntry> providers,
      RetrySettings retries) {
    RouteTable table = new RouteTable(providers);
    List<Route> routes = new ArrayList<>();
    settings.forEach(
        (name, route) ->
            routes.add(
                new Route(
                    name,
                    table.levels(name, route),
                    route.timeLimit(),
                    Map.of(
                        FallbackList.GENERAL, route.fallbacks(),
                        FallbackList.CONTEXT_WINDOW, route.contextWindowFallbacks(),
                        FallbackList.CONTENT_POLICY, route.contentPolicyFallbacks()),
                    route.retriesOr(retries).toPolicy())));
    return new Routes(routes);
  }

  /** The caps of the targets that have one, by the target's name. */
  static Map<String, RateCap> caps(Map<String, RouteSettings> settings) {
    Map<String, RateCap> caps = new HashMap<>();
    settings.forEach(
        (name, route) -> {
          for (TargetSettings target : route.targets()) {
            if (target.rpm() != null || target.tpm() != null) {
              caps.put(targetName(name, target), new RateCap(target.rpm(), target.tpm()));
            }
          }
        });
    return caps;
  }

  /**
   * Adjacent targets with the same number form one level; a target without one is a level alone.
   */
  private List<TargetGroup> levels(String route, RouteSettings settings) {
    List<TargetSettings> targets = settings.targets();
    List<TargetGroup> levels = new ArrayList<>();
    List<TargetGroup.WeightedTarget> shares = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      TargetSettings target = targets.get(i);
      int weight = target.weight() == null ? 1 : target.weight();
      shares.add(new TargetGroup.WeightedTarget(target(route, target, settings), weight));
      boolean last =
          i + 1 == targets.size()
              || target.level() == null
              || !Objects.equals(target.level(), targets.get(i + 1).level());
      if (last) {
        levels.add(new TargetGroup(shares));
        shares.clear();
      }
    }
    return levels;
  }

  static String targetName(String route, TargetSettings target) {
    String name = target.name();
    return name != null ? name : route + "/" + target.provider() + "/" + target.model();
  }

  private Target target(String route, TargetSettings target, RouteSettings settings) {
    JsonObject extraBody = target.extraBody();
    ProviderEntry provider = providers.get(target.provider());
    return new Target(
        targetName(route, target),
        target.provider(),
        target.model(),
        new Sampling(
            target.temperature(),
            target.topP(),
            target.maxOutputTokens(),
            target.stop(),
            target.seed(),
            target.presencePenalty(),
            target.frequencyPenalty()),
        extraBody == null ? null : extraBody.text(),
        target.timeout(),
        target.maxInFlight(),
        provider == null
            ? ModelProfile.ANY
            : ProfileTable.released().of(provider, target, settings.onUnsupported()),
        settings.stream(),
        target.batch() == null ? null : target.batch().toTerms());
  }
}
