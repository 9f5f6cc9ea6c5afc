package dev.sluice.http;

import dev.sluice.http.openai.ApiError;
import io.javalin.http.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authenticates a request by its API key. Immutable; runs on the server's threads. */
final class Authenticator {
  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;

  Authenticator(ApiKeys keys) {
    this.keys = keys;
  }

  /** Handles an authenticated request. */
  interface Handling {
    void handle(Context ctx, Principal principal) throws Exception;
  }

  /** Answers unauthenticated requests itself. */
  io.javalin.http.Handler known(Handling handling) {
    return ctx -> {
      String apiKey = apiKey(ctx.header("Authorization"));
      Optional<Principal> principal = apiKey == null ? Optional.empty() : keys.find(apiKey);
      if (principal.isPresent()) {
        handling.handle(ctx, principal.get());
      } else {
        refuse(ctx, apiKey);
      }
    };
  }

  private void refuse(Context ctx, @Nullable String apiKey) {
    if (apiKey != null && !keys.isReady()) {
      ReplyWriter.write(
          ctx, ApiError.unavailable("The API keys are not loaded yet. Retry.", "keys_not_loaded"));
      return;
    }
    ctx.header("WWW-Authenticate", "Bearer");
    ReplyWriter.write(
        ctx,
        ApiError.unauthorized(
            apiKey == null
                ? "No API key. Send it in the header 'Authorization: Bearer <API key>'."
                : "The API key is unknown or disabled."));
  }

  static @Nullable String apiKey(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String apiKey = authorization.substring(BEARER.length()).strip();
    return apiKey.isEmpty() ? null : apiKey;
  }
}
