package dev.sluice.provider.errors;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a rate limit as OpenAI and Groq write them into the message: {@code Limit 30000,
 * Used 29000, Requested 2000}.
 *
 * @param used 0 where the message names no such number
 */
record LimitSizes(long limit, long used, long requested) {
  private static final Pattern LIMIT = number("limit");
  private static final Pattern USED = number("used");
  private static final Pattern REQUESTED = number("requested");

  /** Null where no text has at least the limit and what was requested. */
  static @Nullable LimitSizes in(List<String> texts) {
    for (String text : texts) {
      long limit = find(LIMIT, text);
      long requested = find(REQUESTED, text);
      if (limit >= 0 && requested >= 0) {
        return new LimitSizes(limit, Math.max(0, find(USED, text)), requested);
      }
    }
    return null;
  }

  /** No wait helps: not even the whole limit is enough. */
  boolean isExceededByOneRequest() {
    return requested > limit;
  }

  /** Smaller requests have room enough. */
  boolean isLargelyLeft() {
    return limit - used >= (limit + 1) / 2;
  }

  private static Pattern number(String name) {
    return Pattern.compile(
        "\\b" + name + "(?: of| is| about)?:? (\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,15})(?!\\d)",
        Pattern.CASE_INSENSITIVE);
  }

  private static long find(Pattern number, String message) {
    Matcher found = number.matcher(message);
    return found.find() ? Long.parseLong(found.group(1).replace(",", "")) : -1;
  }
}
