package dev.sluice.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpStatus;
import io.javalin.plugin.bundled.CorsPluginConfig;
import java.util.List;

/**
 * Pages of other origins that may call the API, without cookies: callers are known by their API
 * keys alone.
 */
final class Cors {
  private static final String ANY_ORIGIN = "*";
  private static final int PREFLIGHT_SECONDS = 600;

  /** What the SDKs read of an answer. */
  private static final List<String> EXPOSED =
      List.of(
          HeaderNames.REQUEST_ID,
          "retry-after",
          "x-should-retry",
          "x-ratelimit-limit-requests",
          "x-ratelimit-remaining-requests",
          "x-ratelimit-reset-requests",
          "x-ratelimit-limit-tokens",
          "x-ratelimit-remaining-tokens",
          "x-ratelimit-reset-tokens",
          "location",
          "idempotency-key");

  private Cors() {}

  /**
   * @param origins none if nothing is shared
   */
  static void share(JavalinConfig config, List<String> origins) {
    if (origins.isEmpty()) {
      return;
    }
    config.bundledPlugins.enableCors(cors -> cors.addRule(rule -> share(rule, origins)));
    // Javalin's plugin (7.2.3) leaves 400 for an origin that is not on the list, and goes on
    config.routes.beforeMatched(ctx -> ctx.status(HttpStatus.OK));
  }

  private static void share(CorsPluginConfig.CorsRule rule, List<String> origins) {
    for (String origin : origins) {
      if (origin.equals(ANY_ORIGIN)) {
        rule.anyHost();
      } else {
        rule.allowHost(origin);
      }
    }
    rule.maxAge = PREFLIGHT_SECONDS;
    EXPOSED.forEach(rule::exposeHeader);
  }
}
