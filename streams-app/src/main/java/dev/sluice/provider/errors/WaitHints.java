package dev.sluice.provider.errors;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the wait that the words of an error ask for. Pure. */
final class WaitHints {
  private static final String AMOUNT_AHEAD = "(?=\\d)";

  /** What stands before a duration. */
  private static final Pattern IN =
      Pattern.compile(
          "(?:\\b(?:(?:try|retry|trying|retrying|available|allowed|permitted|resets?|request|resume[sd]?|call|use it)"
              + "(?: (?:again|it|this|your request|the request))?"
              + "(?: (?:in|after|within))(?: about| approximately| another)?"
              + "|wait(?: for)?(?: at least| about| another| approximately)?"
              + "|retry[-_ ]?(?:after|delay)\\\\?[\"']?[:=]? ?\\\\?[\"']?"
              + "|(?:cool ?down|backoff|back off)(?: for| of|:)"
              + "|(?:will )?reset(?:s)? in) ?"
              + AMOUNT_AHEAD
              + ")",
          Pattern.CASE_INSENSITIVE);

  /** What stands before a date. */
  private static final Pattern AT =
      Pattern.compile(
          "\\b(?:resets?|reset time|try again|retry|available|regain access|access again)"
              + "(?: again)?(?:(?: at| on| after)|:) (?=\\d{4}-)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ONE =
      Pattern.compile("\\b(?:a|an|one) (second|minute|hour|day)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern BARE_SECONDS =
      Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?(?!\\w|\\.\\d)");

  private WaitHints() {}

  /** The wait in the first of the texts that names one, such as "try again in 1m30.5s". */
  static @Nullable Duration in(List<String> texts, Instant now) {
    for (String text : texts) {
      Duration wait = in(text, now);
      if (wait != null) {
        return wait;
      }
    }
    return null;
  }

  private static @Nullable Duration in(String text, Instant now) {
    String begin = ONE.matcher(ErrorTexts.searched(text)).replaceAll("1 $1");
    Matcher in = IN.matcher(begin);
    int from = 0;
    while (in.find(from)) {
      String after = begin.substring(in.end());
      Duration wait = RetryAfter.duration(after);
      if (wait == null && isRetryAfter(in.group()) && BARE_SECONDS.matcher(after).lookingAt()) {
        wait = RetryAfter.until(number(after), now);
      }
      if (wait != null) {
        return wait;
      }
      from = in.end();
    }
    Matcher at = AT.matcher(begin);
    return at.find() ? RetryAfter.until(begin.substring(at.end()), now) : null;
  }

  /** A field's name, after which numbers are seconds. */
  private static boolean isRetryAfter(String words) {
    return words.toLowerCase(Locale.ROOT).matches("retry[-_]?(?:after|delay).*");
  }

  private static String number(String text) {
    Matcher number = BARE_SECONDS.matcher(text);
    return number.lookingAt() ? number.group() : "";
  }
}
