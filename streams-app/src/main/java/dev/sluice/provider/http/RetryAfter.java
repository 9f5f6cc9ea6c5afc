package dev.sluice.provider.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpDateTime;
import org.jspecify.annotations.Nullable;

/** The wait that a provider asks for: in headers, which are exact, or else in the error's text. */
public final class RetryAfter {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(\\.\\d{1,9})?");
  private static final Pattern AMOUNT =
      Pattern.compile(
          "(\\d{1,9}(?:\\.\\d{1,9})?)\\s?"
              + "(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)(?![a-z])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HINT =
      Pattern.compile(
          "\\b(?:(?:try again|retry|reset) (?:in|after)|wait) (?=\\d)", Pattern.CASE_INSENSITIVE);

  /** The most characters of a message that are searched. */
  private static final int SEARCHED = 4096;

  private RetryAfter() {}

  /**
   * Null if the reply states no wait, or none that can be understood; a date in the past is not a
   * wait. Azure writes -1 for unknown.
   *
   * @param headers names in lower case
   */
  public static @Nullable Duration of(Map<String, List<String>> headers, Instant now) {
    Duration wait = number(header(headers, "retry-after-ms"), 1);
    if (wait == null) {
      wait = number(header(headers, "x-ms-retry-after-ms"), 1);
    }
    if (wait == null) {
      wait = number(header(headers, "retry-after"), 1000);
    }
    return wait == null ? date(header(headers, "retry-after"), now) : wait;
  }

  /** The wait in a message such as "Please try again in 1m30.5s."; null if there is none. */
  static @Nullable Duration hint(@Nullable String message) {
    if (message == null) {
      return null;
    }
    String begin = message.length() > SEARCHED ? message.substring(0, SEARCHED) : message;
    Matcher hint = HINT.matcher(begin);
    return hint.find() ? duration(begin.substring(hint.end())) : null;
  }

  /**
   * The duration at the beginning of a text, such as {@code 34s}, {@code 6m0s} or {@code 20
   * seconds}; null if there is none.
   */
  public static @Nullable Duration duration(String text) {
    Matcher amount = AMOUNT.matcher(text);
    double ms = 0;
    int end = 0;
    while (amount.find(end) && text.substring(end, amount.start()).isBlank()) {
      ms += Double.parseDouble(amount.group(1)) * unitMs(amount.group(2).toLowerCase(Locale.ROOT));
      end = amount.end();
    }
    return end == 0 ? null : Duration.ofMillis((long) Math.ceil(ms));
  }

  private static long unitMs(String unit) {
    if (unit.startsWith("ms") || unit.startsWith("milli")) {
      return 1;
    }
    return switch (unit.charAt(0)) {
      case 's' -> 1000;
      case 'm' -> 60_000;
      case 'h' -> 3_600_000;
      default -> 86_400_000;
    };
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

  private static @Nullable Duration date(@Nullable String value, Instant now) {
    if (value == null) {
      return null;
    }
    try {
      ZonedDateTime date = HttpDateTime.parse(value.trim());
      Duration wait = Duration.between(now, date.toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (RuntimeException noDate) {
      return null;
    }
  }
}
