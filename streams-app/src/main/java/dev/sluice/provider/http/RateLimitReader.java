package dev.sluice.provider.http;

import dev.sluice.provider.RateLimits;
import dev.sluice.provider.RateLimits.Kind;
import dev.sluice.provider.RateLimits.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link RateLimits} from a reply's headers: {@code x-ratelimit-*} (OpenAI, Azure and those
 * that follow them) and {@code anthropic-ratelimit-*}. Pure; any thread.
 */
final class RateLimitReader {
  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,13}(\\.\\d{1,9})?");
  private static final double EPOCH_MILLIS = 1e11;
  private static final double EPOCH_SECONDS = 1e9;

  private RateLimitReader() {}

  /**
   * @param headers names in lower case
   * @param now when the reply arrived: many state a reset relative to it
   */
  static RateLimits of(Map<String, List<String>> headers, Instant now) {
    Map<Kind, Quota> quotas = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Quota quota = anthropic(headers, kind.label().replace('_', '-'));
      if (quota.equals(Quota.UNKNOWN)) {
        quota = openAi(headers, "-" + kind.label(), now);
      }
      if (quota.equals(Quota.UNKNOWN) && kind == Kind.REQUESTS) {
        // OpenRouter and others count only requests
        quota = openAi(headers, "", now);
      }
      if (!quota.equals(Quota.UNKNOWN)) {
        quotas.put(kind, quota);
      }
    }
    return quotas.isEmpty() ? RateLimits.NONE : new RateLimits(quotas);
  }

  private static Quota openAi(Map<String, List<String>> headers, String suffix, Instant now) {
    return new Quota(
        count(first(headers, "x-ratelimit-limit" + suffix)),
        count(first(headers, "x-ratelimit-remaining" + suffix)),
        reset(first(headers, "x-ratelimit-reset" + suffix), now));
  }

  private static Quota anthropic(Map<String, List<String>> headers, String kind) {
    String prefix = "anthropic-ratelimit-" + kind;
    return new Quota(
        count(first(headers, prefix + "-limit")),
        count(first(headers, prefix + "-remaining")),
        date(first(headers, prefix + "-reset")));
  }

  private static @Nullable String first(Map<String, List<String>> headers, String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.get(0);
  }

  private static @Nullable Long count(@Nullable String value) {
    return value == null || !COUNT.matcher(value.strip()).matches()
        ? null
        : Long.valueOf(value.strip());
  }

  /**
   * A duration such as {@code 6m0s} or {@code 120ms}, seconds from now, or seconds since the epoch.
   */
  private static @Nullable Instant reset(@Nullable String value, Instant now) {
    if (value == null) {
      return null;
    }
    String text = value.strip();
    if (!SECONDS.matcher(text).matches()) {
      Duration wait = RetryAfter.duration(text);
      return wait == null ? date(text) : now.plus(wait);
    }
    double seconds = Double.parseDouble(text);
    if (seconds >= EPOCH_SECONDS) {
      return Instant.ofEpochMilli((long) (seconds >= EPOCH_MILLIS ? seconds : seconds * 1000));
    }
    return now.plusMillis((long) Math.ceil(seconds * 1000));
  }

  private static @Nullable Instant date(@Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value.strip()).toInstant();
    } catch (RuntimeException noDate) {
      return null;
    }
  }
}
