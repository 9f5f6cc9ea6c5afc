package dev.sluice.guardrail;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds text back until it can't be a part of a match any more: as much as the longest match has,
 * and one character, since a pattern may look at the one behind it.
 */
final class PatternWindow implements AnswerWindow {
  private final Pattern pattern;
  private final int longest;
  private final @Nullable String replacement;
  private final StringBuilder held = new StringBuilder();

  /** What precedes it was shown, and stays for patterns that look at it. */
  private int from;

  private boolean blocked;

  /**
   * @param longest the most characters of a match; at least 1
   * @param replacement of matches; null if they block
   */
  PatternWindow(Pattern pattern, int longest, @Nullable String replacement) {
    this.pattern = pattern;
    this.longest = longest;
    this.replacement = replacement;
  }

  @Override
  public String add(String piece) {
    held.append(piece);
    return shown(held.length() - longest);
  }

  @Override
  public String end() {
    return shown(held.length());
  }

  @Override
  public boolean isBlocked() {
    return blocked;
  }

  /**
   * @param end whether a match begins before it can't change any more, and its extent neither
   */
  private String shown(int end) {
    if (end <= from || blocked) {
      return "";
    }
    String text = held.toString();
    Matcher matcher = pattern.matcher(text);
    StringBuilder left = new StringBuilder();
    int shown = from;
    while (shown < end && matcher.find(shown) && matcher.start() < end) {
      if (replacement == null) {
        blocked = true;
        held.setLength(0);
        return "";
      }
      left.append(text, shown, matcher.start()).append(replacement);
      shown = matcher.end();
    }
    if (shown < end) {
      int cut = end < text.length() && splitsPair(text, end) ? end - 1 : end;
      left.append(text, shown, Math.max(shown, cut));
      shown = Math.max(shown, cut);
    }
    from = shown == 0 ? 0 : Character.charCount(text.codePointBefore(shown));
    held.delete(0, shown - from);
    return left.toString();
  }

  private static boolean splitsPair(String text, int at) {
    return at > 0
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }
}
