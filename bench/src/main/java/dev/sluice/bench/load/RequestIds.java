package dev.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of requests: the round that they belong to, and their number in it. */
public final class RequestIds {
  private static final Pattern FORM = Pattern.compile("r(\\d{1,9})-(\\d{1,18})");

  /**
   * @param number from 0
   */
  public record Id(int round, long number) {}

  private RequestIds() {}

  public static String text(int round, long number) {
    return "r" + round + "-" + number;
  }

  /** Null for what is no such name. */
  public static @Nullable Id parse(byte @Nullable [] text) {
    if (text == null) {
      return null;
    }
    Matcher matcher = FORM.matcher(new String(text, StandardCharsets.US_ASCII));
    return matcher.matches()
        ? new Id(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : null;
  }
}
