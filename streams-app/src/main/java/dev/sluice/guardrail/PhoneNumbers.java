package dev.sluice.guardrail;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds international telephone numbers, written with {@code +} or {@code 00}, an assigned country
 * code and 8 to 15 digits, and North American ones of ten digits in their three groups. National
 * numbers of other countries look like any other number and are not found.
 */
final class PhoneNumbers {
  private static final int LEAST = 8;
  private static final int MOST = 15;

  /** The only two-digit prefixes that no country has; none begins with 0 either. */
  private static final Set<String> UNASSIGNED = Set.of("28", "83", "89");

  private static final Pattern NORTH_AMERICAN =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}+])(?<![0-9][.-])(?:1[ .-])?(?:\\(([2-9][0-9]{2})\\) ?|([2-9][0-9]{2})[ .-])"
              + "([2-9][0-9]{2})[ .-][0-9]{4}(?![\\p{L}\\p{N}]|[.-][0-9])");

  private PhoneNumbers() {}

  static void find(String text, List<Span> found) {
    for (int i = 0; i < text.length(); i++) {
      int digits = text.charAt(i) == '+' ? i + 1 : text.startsWith("00", i) ? i + 2 : -1;
      if (digits < 0 || Chars.isWordBefore(text, i) || (i > 0 && text.charAt(i - 1) == '+')) {
        continue;
      }
      int end = international(text, digits);
      if (end > 0) {
        found.add(new Span(i, end));
        i = end - 1;
      }
    }
    Matcher matcher = NORTH_AMERICAN.matcher(text);
    while (matcher.find()) {
      String area = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      if (!isService(area) && !isService(matcher.group(3))) {
        found.add(new Span(matcher.start(), matcher.end()));
      }
    }
  }

  /** The index after the last digit; 0 if it is not a number. */
  private static int international(String text, int from) {
    StringBuilder digits = new StringBuilder();
    int end = 0;
    int at = from;
    while (at < text.length()) {
      int groupEnd = at;
      while (Chars.isDigit(text, groupEnd)) {
        groupEnd++;
      }
      if (digits.length() + groupEnd - at > MOST || Chars.isWordAt(text, groupEnd)) {
        break;
      }
      if (groupEnd > at) {
        digits.append(text, at, groupEnd);
        end = groupEnd;
      }
      int next = afterSeparators(text, groupEnd);
      if (!Chars.isDigit(text, next)) {
        break;
      }
      at = next;
    }
    return isNumber(digits) ? end : 0;
  }

  /** Up to three, as in {@code +44 (0)20}. */
  private static int afterSeparators(String text, int from) {
    int at = from;
    while (at < text.length() && at < from + 3 && " -./()".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static boolean isNumber(CharSequence digits) {
    if (digits.length() < LEAST || digits.charAt(0) == '0') {
      return false;
    }
    if (digits.charAt(0) == '1') {
      return digits.length() == 11
          && digits.charAt(1) >= '2'
          && digits.charAt(4) >= '2'
          && !isService(digits.subSequence(1, 4));
    }
    return !UNASSIGNED.contains(digits.subSequence(0, 2).toString());
  }

  /** 211 to 911 are neither area codes nor exchanges. */
  private static boolean isService(CharSequence code) {
    return code.charAt(1) == '1' && code.charAt(2) == '1';
  }
}
