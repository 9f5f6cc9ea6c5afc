package dev.sluice.guardrail;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds US social security numbers that can have been issued, in three groups with hyphens or
 * blanks. In one piece they look like any other number of nine digits.
 */
final class SocialSecurityNumbers {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])(?<![0-9]-)([0-9]{3})([- ])([0-9]{2})\\2([0-9]{4})"
              + "(?![\\p{L}\\p{N}]|-[0-9])");

  private SocialSecurityNumbers() {}

  static void find(String text, List<Span> found) {
    Matcher matcher = FORM.matcher(text);
    while (matcher.find()) {
      int area = Integer.parseInt(matcher.group(1));
      boolean issued =
          area != 0
              && area != 666
              && area < 900
              && !matcher.group(3).equals("00")
              && !matcher.group(4).equals("0000");
      if (issued) {
        found.add(new Span(matcher.start(), matcher.end()));
      }
    }
  }
}
