package dev.sluice.http;

import dev.sluice.call.PollingIds;
import dev.sluice.view.ViewReader;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Polling by {@code GET /v1/responses/{id}}. Immutable; runs on the server's threads. */
public final class ResponsesApi implements Endpoints {
  private static final String BEARER = "Bearer ";
  private static final int SHOWN_ID_LENGTH = 80;

  private final ApiKeys keys;
  private final Retrieval retrieval;

  /**
   * @param timeToLive how long after its end a call can be polled
   * @param retention the view's: how long after its acceptance a request can be polled at most
   */
  public ResponsesApi(
      ApiKeys keys,
      PollingIds ids,
      ViewReader view,
      Duration timeToLive,
      Duration retention,
      InstantSource clock) {
    this.keys = keys;
    this.retrieval = new Retrieval(ids, view, timeToLive, retention, clock);
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/v1/responses/{id}", this::retrieve);
    routes.head("/v1/responses/{id}", this::retrieve);
  }

  private void retrieve(Context ctx) {
    String apiKey = apiKey(ctx.header("Authorization"));
    Optional<Caller> caller = apiKey == null ? Optional.empty() : keys.find(apiKey);
    if (caller.isPresent()) {
      retrieve(ctx, caller.get(), ctx.pathParam("id"));
    } else if (apiKey != null && !keys.isReady()) {
      Json.answer(
          ctx,
          ApiError.unavailable("The API keys are not loaded yet. Try again.", "keys_not_loaded"));
    } else {
      ctx.header("WWW-Authenticate", "Bearer");
      Json.answer(
          ctx,
          ApiError.unauthorized(
              apiKey == null
                  ? "No API key. Send it in the header 'Authorization: Bearer <API key>'."
                  : "The API key is not known, or not enabled."));
    }
  }

  private void retrieve(Context ctx, Caller caller, String id) {
    if ("true".equals(ctx.queryParam("stream"))) {
      Json.answer(
          ctx,
          ApiError.badRequest(
              "This gateway does not stream responses. Poll without 'stream'.",
              "stream",
              "unsupported_parameter"));
      return;
    }
    Retrieval.Answer answer = retrieval.find(caller, id);
    if (answer instanceof Retrieval.Found found) {
      Json.answer(ctx, 200, ResponseJson.of(id, found.row()));
    } else if (answer instanceof Retrieval.NotNow notNow) {
      Json.answer(
          ctx,
          ApiError.unavailable(
              "Whether there is a response with this id can't be told now. Try again.",
              notNow.code()));
    } else {
      String shown = id.length() > SHOWN_ID_LENGTH ? id.substring(0, SHOWN_ID_LENGTH) + "…" : id;
      Json.answer(ctx, ApiError.notFound("Response with id '" + shown + "' not found."));
    }
  }

  private static @Nullable String apiKey(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String apiKey = authorization.substring(BEARER.length()).strip();
    return apiKey.isEmpty() ? null : apiKey;
  }
}
