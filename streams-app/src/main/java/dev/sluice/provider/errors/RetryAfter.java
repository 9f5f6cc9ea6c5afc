package dev.sluice.provider.errors;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The wait that a provider asks for, in headers and in fields of its error. Pure; any thread. */
public final class RetryAfter {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,13}(\\.\\d{1,9})?");
  private static final Pattern AMOUNT =
      Pattern.compile(
          "(\\d{1,9}(?:\\.\\d{1,9})?)[\\s-]?"
              + "(ms|millis(?:econds?)?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?"
              + "|h|hrs?|hours?|d|days?|weeks?)(?![a-z])",
          Pattern.CASE_INSENSITIVE);

  /** Hours, minutes and seconds. */
  private static final Pattern CLOCK = Pattern.compile("(\\d{1,3}):([0-5]\\d):([0-5]\\d)(?!\\d)");

  private static final double EPOCH_MILLIS = 1e11;
  private static final double EPOCH_SECONDS = 1e9;

  /**
   * LiteLLM's proxy puts {@code llm_provider-} before the headers of its upstream; the others are
   * OpenAI's, Azure's and those of other gateways.
   */
  private static final List<String> MILLIS_HEADERS =
      List.of("retry-after-ms", "x-ms-retry-after-ms", "llm_provider-retry-after-ms");

  private static final List<String> HEADERS =
      List.of(
          "retry-after",
          "llm_provider-retry-after",
          "x-retry-after",
          "x-ratelimit-retry-after",
          "x-rate-limit-retry-after");

  private static final List<String> MILLIS_FIELDS =
      List.of("retry_after_ms", "retryAfterMs", "retry_after_millis");

  private static final List<String> FIELDS =
      List.of(
          "retryDelay",
          "retry_after",
          "retryAfter",
          "retry_after_seconds",
          "retryAfterSeconds",
          "wait_seconds",
          "reset_after",
          "reset_in_seconds",
          "resets_in_seconds",
          "estimated_time");

  private RetryAfter() {}

  /**
   * Null if the reply states no wait, or none that can be understood; a date in the past is not a
   * wait. Azure writes -1 for unknown.
   *
   * @param headers names in lower case
   */
  public static @Nullable Duration of(Map<String, List<String>> headers, Instant now) {
    for (String name : MILLIS_HEADERS) {
      Duration wait = number(header(headers, name), 1);
      if (wait != null) {
        return wait;
      }
    }
    for (String name : HEADERS) {
      Duration wait = until(header(headers, name), now);
      if (wait != null) {
        return wait;
      }
    }
    return null;
  }

  /** The wait in an error's own fields: Google's {@code RetryInfo} and those of other servers. */
  static @Nullable Duration inFields(JsonNode error) {
    for (String name : MILLIS_FIELDS) {
      Duration wait = number(error.path(name).asText(""), 1);
      if (wait != null) {
        return wait;
      }
    }
    for (String name : FIELDS) {
      String value = error.path(name).asText("").strip();
      Duration wait = NUMBER.matcher(value).matches() ? seconds(value) : duration(value);
      if (wait != null) {
        return wait;
      }
    }
    return null;
  }

  /** Null for what would be a time rather than a duration. */
  private static @Nullable Duration seconds(String number) {
    return Double.parseDouble(number) < EPOCH_SECONDS ? number(number, 1000) : null;
  }

  /**
   * The duration at the beginning of a text, such as {@code 34s}, {@code 6m0s}, {@code 20 seconds}
   * or {@code 1 hour and 5 minutes}; null if there is none.
   */
  public static @Nullable Duration duration(String text) {
    Matcher clock = CLOCK.matcher(text);
    if (clock.lookingAt()) {
      return Duration.ofHours(Long.parseLong(clock.group(1)))
          .plusMinutes(Long.parseLong(clock.group(2)))
          .plusSeconds(Long.parseLong(clock.group(3)));
    }
    Matcher amount = AMOUNT.matcher(text);
    double ms = 0;
    int end = 0;
    while (amount.find(end) && isJoint(text.substring(end, amount.start()))) {
      ms += Double.parseDouble(amount.group(1)) * unitMs(amount.group(2).toLowerCase(Locale.ROOT));
      end = amount.end();
    }
    return end == 0 ? null : Duration.ofMillis((long) Math.ceil(ms));
  }

  private static boolean isJoint(String between) {
    String joint = between.strip();
    return joint.isEmpty() || joint.equals("and") || joint.equals(",");
  }

  private static long unitMs(String unit) {
    if (unit.startsWith("ms") || unit.startsWith("mill")) {
      return 1;
    }
    return switch (unit.charAt(0)) {
      case 's' -> 1000;
      case 'm' -> 60_000;
      case 'h' -> 3_600_000;
      case 'w' -> 7 * 86_400_000;
      default -> 86_400_000;
    };
  }

  /**
   * From now until what a header names: seconds, seconds or milliseconds since the epoch, a
   * duration such as {@code 6m0s}, or a date. Zero for a date in the past.
   */
  static @Nullable Duration until(@Nullable String value, Instant now) {
    if (value == null) {
      return null;
    }
    String text = value.strip();
    if (NUMBER.matcher(text).matches()) {
      double number = Double.parseDouble(text);
      if (number >= EPOCH_SECONDS) {
        double ms = number >= EPOCH_MILLIS ? number : number * 1000;
        return notNegative(Duration.between(now, Instant.ofEpochMilli((long) Math.ceil(ms))));
      }
      return number(text, 1000);
    }
    Duration wait = duration(text);
    if (wait != null) {
      return wait;
    }
    Instant date = Dates.read(text);
    return date == null ? null : notNegative(Duration.between(now, date));
  }

  private static Duration notNegative(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static @Nullable String header(Map<String, List<String>> headers, String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    return values.isEmpty() ? null : values.get(0);
  }

  private static @Nullable Duration number(@Nullable String value, int unitMs) {
    if (value == null || !NUMBER.matcher(value.trim()).matches()) {
      return null;
    }
    return Duration.ofMillis((long) Math.ceil(Double.parseDouble(value.trim()) * unitMs));
  }
}
