package dev.sluice.config;

import dev.sluice.call.Route;
import dev.sluice.call.Routes;
import dev.sluice.call.Sampling;
import dev.sluice.call.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The routes and targets of the file as the values that calls take. */
final class RouteTable {
  private RouteTable() {}

  static Routes of(Map<String, RouteSettings> settings) {
    List<Route> routes = new ArrayList<>();
    settings.forEach(
        (name, route) ->
            routes.add(
                new Route(
                    name,
                    route.targets().stream().map(target -> target(name, target)).toList(),
                    route.timeLimit())));
    return new Routes(routes);
  }

  static String targetName(String route, TargetSettings target) {
    String name = target.name();
    return name != null ? name : route + "/" + target.provider() + "/" + target.model();
  }

  private static Target target(String route, TargetSettings target) {
    JsonObject extraBody = target.extraBody();
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
        target.maxInFlight());
  }
}
