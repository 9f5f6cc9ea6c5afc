package dev.sluice.http;

import io.javalin.config.RoutesConfig;

/** Describes the whole API at {@code /openapi.json}, to anyone. Immutable. */
public final class OpenApiDocument implements Endpoints {
  static final String RESOURCE = "openapi.json";

  @Override
  public void addTo(RoutesConfig routes) {
    Resource document = new Resource(RESOURCE, Json.CONTENT_TYPE);
    routes.get("/openapi.json", document);
    routes.head("/openapi.json", document);
  }
}
