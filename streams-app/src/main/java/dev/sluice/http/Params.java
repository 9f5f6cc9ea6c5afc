package dev.sluice.http;

import dev.sluice.http.openai.BadParameter;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a request's parameters other than its path. Pure; any thread. */
final class Params {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
  private static final long LONGEST_NUMBER = 999_999_999_999_999_999L;
  private static final Pattern PREFER_WAIT =
      Pattern.compile(
          "(?:^|,)\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);

  private static final Pattern PREFER_ASYNC =
      Pattern.compile("(?:^|,)\\s*respond-async\\s*(?:[,;]|$)", Pattern.CASE_INSENSITIVE);

  private Params() {}

  /** Whether the client wants to be answered before its call has ended (RFC 7240). */
  static boolean prefersAsync(@Nullable String header) {
    return header != null && PREFER_ASYNC.matcher(header).find();
  }

  /** The requested wait, up to the maximum; zero if none is requested. */
  static Duration wait(Context ctx, Duration max) throws BadParameter {
    long seconds = number(ctx, "wait", -1, 0, LONGEST_NUMBER);
    if (seconds < 0) {
      seconds = preferred(ctx.header("Prefer"));
      if (seconds > 0) {
        ctx.header("Preference-Applied", "wait=" + Math.min(seconds, max.toSeconds()));
      }
    }
    Duration asked = Duration.ofSeconds(Math.max(0, seconds));
    return asked.compareTo(max) > 0 ? max : asked;
  }

  /** Ignores a preference that can't be understood (RFC 7240). */
  private static long preferred(@Nullable String header) {
    if (header == null) {
      return 0;
    }
    Matcher wait = PREFER_WAIT.matcher(header);
    return wait.find() ? Long.parseLong(wait.group(1)) : 0;
  }

  static boolean flag(Context ctx, String name) throws BadParameter {
    String text = ctx.queryParam(name);
    if (text == null || text.isEmpty()) {
      return false;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw BadParameter.invalid(name, "'" + name + "' must be true or false.");
    };
  }

  /** A number that has to be there, from 0 to the maximum. */
  static long required(Context ctx, String name, long max) throws BadParameter {
    long number = number(ctx, name, -1, 0, max);
    if (number < 0) {
      throw BadParameter.missing(name);
    }
    return number;
  }

  static long number(Context ctx, String name, long absent, long min, long max)
      throws BadParameter {
    String text = ctx.queryParam(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    if (WHOLE.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw BadParameter.invalid(
        name,
        "'%s' must be a whole number, %d to %d."
            .formatted(name, min, Math.min(max, LONGEST_NUMBER)));
  }
}
