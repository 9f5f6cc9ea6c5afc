package dev.sluice.http;

import dev.sluice.http.openai.Reply;
import io.javalin.config.RoutesConfig;

/** Describes the whole API at {@code /openapi.json}, to anyone. Immutable. */
public final class OpenApiDocument implements Endpoints {
  static final String RESOURCE = "openapi.json";

  @Override
  public void addTo(RoutesConfig routes) {
    Resource document = new Resource(RESOURCE, Reply.CONTENT_TYPE);
    routes.get("/openapi.json", document);
    routes.head("/openapi.json", document);
  }
}
