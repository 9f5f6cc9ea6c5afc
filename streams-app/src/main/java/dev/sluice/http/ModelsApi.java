package dev.sluice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.http.openai.ApiError;
import dev.sluice.json.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** The routes that a principal may use, as OpenAI's models. Immutable; runs on server threads. */
public final class ModelsApi implements Endpoints {
  private final Authenticator authenticator;
  private final Models models;

  public ModelsApi(ApiKeys keys, Models models) {
    this.authenticator = new Authenticator(keys);
    this.models = models;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/v1/models", authenticator.known(this::list));
    // names may have slashes, which some clients escape and others don't
    routes.get("/v1/models/<id>", authenticator.known(this::one));
  }

  private void list(Context ctx, Principal principal) {
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    models.of(principal).forEach(name -> data.add(model(name)));
    ReplyWriter.write(ctx, 200, list);
  }

  private void one(Context ctx, Principal principal) {
    String name = ctx.pathParam("id");
    if (models.of(principal).contains(name)) {
      ReplyWriter.write(ctx, 200, model(name));
    } else {
      ReplyWriter.write(
          ctx,
          new ApiError(
              404,
              "The model does not exist, or this API key may not use it.",
              "invalid_request_error",
              "model",
              "model_not_found",
              null));
    }
  }

  /** The creation time of a route is unknown, but clients expect a number. */
  private static ObjectNode model(String name) {
    return Json.object()
        .put("id", name)
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "sluice");
  }
}
