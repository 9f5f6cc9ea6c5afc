package dev.sluice.guardrail;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds IPv4 addresses of four decimal numbers up to 255, and IPv6 addresses in full, shortened or
 * with an IPv4 address at their end. Excludes what is more likely a name in a program, such as
 * {@code a::b}.
 */
final class IpAddresses {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String DOTTED = "(?:" + OCTET + "\\.){3}" + OCTET;

  private static final Pattern V4 =
      Pattern.compile("(?<![\\p{L}\\p{N}.])" + DOTTED + "(?![\\p{L}\\p{N}]|\\.[0-9])");

  private static final Pattern V4_ALONE = Pattern.compile(DOTTED);
  private static final int GROUPS = 8;
  private static final int LONGEST = 45;

  private IpAddresses() {}

  static void find(String text, List<Span> found) {
    if (text.indexOf('.') >= 0) {
      Matcher matcher = V4.matcher(text);
      while (matcher.find()) {
        found.add(new Span(matcher.start(), matcher.end()));
      }
    }
    if (text.indexOf(':') >= 0) {
      for (int at = 0; at < text.length(); at++) {
        int start = at;
        while (at < text.length() && isPart(text.charAt(at))) {
          at++;
        }
        if (at > start) {
          v6(text, start, at, found);
        }
      }
    }
  }

  /** Examines a run of characters that an address may have. */
  private static void v6(String text, int from, int to, List<Span> found) {
    int start = from;
    if (Chars.isWordBefore(text, start)) {
      // the end of a word before a colon, as in "address:2001:db8::1"
      start = text.indexOf(':', start) + 1;
      if (start == 0 || start > to) {
        return;
      }
    }
    if (start < to && text.charAt(start) == ':' && !text.startsWith("::", start)) {
      start++;
    }
    int end = to;
    while (end > start && (text.charAt(end - 1) == '.' || isLonelyColon(text, start, end))) {
      end--;
    }
    boolean cut = end == to && Chars.isWordAt(text, to);
    if (!cut && end - start <= LONGEST && isV6(text.substring(start, end))) {
      found.add(new Span(start, end));
    }
  }

  private static boolean isLonelyColon(String text, int start, int end) {
    return text.charAt(end - 1) == ':' && (end - 2 < start || text.charAt(end - 2) != ':');
  }

  private static boolean isPart(char character) {
    return character == ':' || character == '.' || Character.digit(character, 16) >= 0;
  }

  private static boolean isV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    if (gap < 0) {
      return groups(text, true) == GROUPS;
    }
    String before = text.substring(0, gap);
    String after = text.substring(gap + 2);
    int left = before.isEmpty() ? 0 : groups(before, false);
    int right = after.isEmpty() ? 0 : groups(after, true);
    int groups = left + right;
    boolean likely = groups >= 4 || text.chars().anyMatch(c -> Chars.isDigit((char) c));
    return left >= 0
        && right >= 0
        && groups < GROUPS
        && likely
        && (groups >= 2 || before.isEmpty());
  }

  /** The number of groups of 16 bits; far below 0 if one of them is invalid. */
  private static int groups(String text, boolean last) {
    int groups = 0;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (last && i == parts.length - 1 && V4_ALONE.matcher(part).matches()) {
        groups += 2;
      } else if (part.matches("[0-9a-fA-F]{1,4}")) {
        groups++;
      } else {
        return Integer.MIN_VALUE / 4;
      }
    }
    return groups;
  }
}
