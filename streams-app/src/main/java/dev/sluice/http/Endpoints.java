package dev.sluice.http;

import io.javalin.config.RoutesConfig;

/** A group of paths that the query service answers. */
public interface Endpoints {
  void addTo(RoutesConfig routes);
}
