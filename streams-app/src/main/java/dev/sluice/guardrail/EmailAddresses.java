package dev.sluice.guardrail;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds e-mail addresses, including international ones: a local part of at most 64 characters
 * without dots at its ends or two in a row, and a host name that ends in letters.
 */
final class EmailAddresses {
  private static final String LABEL = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?";

  /** The repetitions are bounded, so the time is linear in the text's length. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}._%+-])(?<local>[\\p{L}\\p{N}._%+-]{1,64}+)@(?:"
              + LABEL
              + "\\.){1,8}(?:xn--[a-zA-Z0-9-]{2,58}[a-zA-Z0-9]|\\p{L}{2,24})(?![\\p{L}\\p{N}])");

  private EmailAddresses() {}

  static void find(String text, List<Span> found) {
    if (text.indexOf('@') < 0) {
      return;
    }
    Matcher matcher = FORM.matcher(text);
    while (matcher.find()) {
      String local = matcher.group("local");
      int begin = local.lastIndexOf("..") + 1;
      while (begin < local.length() && local.charAt(begin) == '.') {
        begin++;
      }
      if (begin < local.length() && !local.endsWith(".")) {
        found.add(new Span(matcher.start() + begin, matcher.end()));
      }
    }
  }
}
