package dev.sluice.provider;

import dev.sluice.provider.http.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much a provider still takes of one credential for one model, as a reply's headers say it: one
 * normal form of {@code x-ratelimit-*} (OpenAI, Azure and who follows them) and {@code
 * anthropic-ratelimit-*}. Kinds that the headers don't name are absent. Immutable.
 */
public record RateLimits(Map<Kind, Quota> quotas) {
  /** Nothing is known. */
  public static final RateLimits NONE = new RateLimits(Map.of());

  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,13}(\\.\\d{1,9})?");
  private static final double EPOCH_MILLIS = 1e11;
  private static final double EPOCH_SECONDS = 1e9;

  /** What is counted. */
  public enum Kind {
    REQUESTS,
    TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS;

    /** For example {@code input_tokens}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One kind's numbers, each null if unknown; Azure writes -1 for that.
   *
   * @param limit not negative
   * @param remaining not negative
   * @param reset when the whole limit is available again
   */
  public record Quota(@Nullable Long limit, @Nullable Long remaining, @Nullable Instant reset) {
    private static final Quota UNKNOWN = new Quota(null, null, null);

    private boolean isLargelyLeft() {
      return limit != null && remaining != null && remaining >= limit - remaining;
    }
  }

  public RateLimits {
    quotas = Map.copyOf(quotas);
  }

  /**
   * @param headers names in lower case
   * @param now when the reply arrived: many state a reset relative to it
   */
  public static RateLimits of(Map<String, List<String>> headers, Instant now) {
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
    return quotas.isEmpty() ? NONE : new RateLimits(quotas);
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

  /**
   * Until when nothing more is accepted: the last reset of what is used up; null if nothing is, or
   * if its end is unknown.
   */
  public @Nullable Instant usedUpUntil(Instant now) {
    return quotas.values().stream()
        .filter(quota -> Objects.equals(quota.remaining(), 0L))
        .map(Quota::reset)
        .filter(reset -> reset != null && reset.isAfter(now))
        .max(Instant::compareTo)
        .orElse(null);
  }

  /**
   * Whether at least half of all limits that are named is left, tokens among them: then a request
   * is refused for its size, and others have room.
   */
  public boolean areLargelyLeft() {
    return quotas.keySet().stream().anyMatch(kind -> kind != Kind.REQUESTS)
        && quotas.values().stream().allMatch(Quota::isLargelyLeft);
  }

  /** Null if unknown. */
  public @Nullable Long remaining(Kind kind) {
    return quotas.getOrDefault(kind, Quota.UNKNOWN).remaining();
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
