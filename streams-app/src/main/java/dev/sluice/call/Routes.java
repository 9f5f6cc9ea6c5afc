package dev.sluice.call;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All routes and targets of the configuration, by name. Immutable; any thread. */
public final class Routes {
  private final Map<String, Route> routes;
  private final Map<String, Target> targets;

  /** Takes the routes in the order of the configuration, in which they are listed to clients. */
  public Routes(Iterable<Route> all) {
    Map<String, Route> byName = new LinkedHashMap<>();
    Map<String, Target> targetsByName = new LinkedHashMap<>();
    for (Route route : all) {
      byName.put(route.name(), route);
      route.targets().forEach(target -> targetsByName.put(target.name(), target));
    }
    this.routes = java.util.Collections.unmodifiableMap(byName);
    this.targets = java.util.Collections.unmodifiableMap(targetsByName);
  }

  public @Nullable Route route(String name) {
    return routes.get(name);
  }

  public @Nullable Target target(String name) {
    return targets.get(name);
  }

  /** All targets of all routes. */
  public Collection<Target> targets() {
    return targets.values();
  }

  public Set<String> names() {
    return routes.keySet();
  }
}
