package dev.sluice.http;

import dev.sluice.http.openai.ApiError;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Lets only operators in, if they have a key: as a bearer token, or as the password of HTTP's basic
 * authentication, which browsers ask for by themselves. Immutable; runs on the server's threads.
 */
public final class OperatorsKey {
  /** Nobody is kept out. */
  public static final OperatorsKey NONE = new OperatorsKey(null);

  private static final String BASIC = "Basic ";

  private final byte @Nullable [] key;

  public OperatorsKey(@Nullable String key) {
    this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  Handler before(Handler handler) {
    return ctx -> {
      if (isKnown(ctx)) {
        handler.handle(ctx);
      } else {
        ctx.header("WWW-Authenticate", "Basic realm=\"Sluice\", charset=\"UTF-8\"");
        ReplyWriter.write(
            ctx, ApiError.unauthorized("This needs the operators' key, http.operators_key."));
      }
    };
  }

  /** Takes the same time for any guess. */
  private boolean isKnown(Context ctx) {
    if (key == null) {
      return true;
    }
    String authorization = ctx.header("Authorization");
    String bearer = Authenticator.apiKey(authorization);
    String given = bearer == null ? password(authorization) : bearer;
    return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), key);
  }

  private static @Nullable String password(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return null;
    }
    try {
      byte[] pair = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String text = new String(pair, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      return colon < 0 ? null : text.substring(colon + 1);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
