package dev.sluice.http.openai;

import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a decision as OpenAI's {@code x-ratelimit-*} headers; of several that count the
 * same, the one with the least remaining. Pure; any thread.
 */
final class RateLimitHeaders {
  private RateLimitHeaders() {}

  static Map<String, String> of(List<LimitState> limits, Instant now) {
    Map<String, String> headers = new LinkedHashMap<>();
    put(headers, "requests", tightest(limits, List.of(LimitMetric.REQUESTS)), now);
    put(
        headers,
        "tokens",
        tightest(
            limits,
            List.of(LimitMetric.TOKENS, LimitMetric.INPUT_TOKENS, LimitMetric.OUTPUT_TOKENS)),
        now);
    return headers;
  }

  private static @Nullable LimitState tightest(List<LimitState> limits, List<LimitMetric> metrics) {
    LimitState tightest = null;
    for (LimitState each : limits) {
      if (metrics.contains(each.getLimit().getMetric())
          && (tightest == null || each.getRemaining() < tightest.getRemaining())) {
        tightest = each;
      }
    }
    return tightest;
  }

  private static void put(
      Map<String, String> headers, String what, @Nullable LimitState limit, Instant now) {
    if (limit == null) {
      return;
    }
    headers.put("x-ratelimit-limit-" + what, String.valueOf(limit.getLimit().getAmount()));
    headers.put("x-ratelimit-remaining-" + what, String.valueOf(Math.max(0, limit.getRemaining())));
    Long waitMs = limit.getWaitMs();
    Instant resetsAt = limit.getResetsAt();
    if (resetsAt != null) {
      headers.put("x-ratelimit-reset-" + what, written(Duration.between(now, resetsAt)));
    } else if (waitMs != null) {
      headers.put("x-ratelimit-reset-" + what, written(Duration.ofMillis(waitMs)));
    }
  }

  /** In Go's form: {@code 12ms}, {@code 1s}, {@code 6m0s}, {@code 1h0m0s}. */
  static String written(Duration time) {
    long ms = Math.max(0, time.toMillis());
    if (ms < 1_000) {
      return ms + "ms";
    }
    long seconds = (ms + 999) / 1_000;
    String text = seconds % 60 + "s";
    if (seconds >= 60) {
      text = seconds / 60 % 60 + "m" + text;
    }
    return seconds >= 3_600 ? seconds / 3_600 + "h" + text : text;
  }
}
