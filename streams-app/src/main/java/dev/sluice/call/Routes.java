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
  private final Map<String, RetryPolicy> retries;

  /** Keeps the configuration's order, in which routes are listed to clients. */
  public Routes(Iterable<Route> all) {
    Map<String, Route> byName = new LinkedHashMap<>();
    Map<String, Target> targetsByName = new LinkedHashMap<>();
    Map<String, RetryPolicy> retriesByTarget = new LinkedHashMap<>();
    for (Route route : all) {
      byName.put(route.name(), route);
      for (Target target : route.targets()) {
        targetsByName.put(target.name(), target);
        retriesByTarget.put(target.name(), route.retries());
      }
    }
    this.routes = java.util.Collections.unmodifiableMap(byName);
    this.targets = java.util.Collections.unmodifiableMap(targetsByName);
    this.retries = java.util.Collections.unmodifiableMap(retriesByTarget);
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

  /** Of the target's route; none for a target that is no longer configured. */
  RetryPolicy retries(String target) {
    return retries.getOrDefault(target, RetryPolicy.NONE);
  }

  public Set<String> names() {
    return routes.keySet();
  }
}
