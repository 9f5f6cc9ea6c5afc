package dev.sluice.provider.stream;

import dev.sluice.call.TextFilter;

/**
 * Holds back the first half of a surrogate pair until the second has come: some servers cut texts
 * between the two, and neither can be written in UTF-8 alone.
 */
final class WholeCharacters implements TextFilter {
  private String held = "";

  @Override
  public String add(String piece) {
    String text = held.isEmpty() ? piece : held + piece;
    String whole = in(text);
    held = text.substring(whole.length());
    return whole;
  }

  @Override
  public String end() {
    String rest = held;
    held = "";
    return rest;
  }

  /** The text without the half pair at its end, if there is one. */
  static String in(String text) {
    int last = text.length() - 1;
    return last >= 0 && Character.isHighSurrogate(text.charAt(last))
        ? text.substring(0, last)
        : text;
  }
}
