package dev.sluice.guardrail;

/** Examines the characters around an index in a text. */
final class Chars {
  private Chars() {}

  static boolean isDigit(String text, int index) {
    return index >= 0 && index < text.length() && isDigit(text.charAt(index));
  }

  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Whether a word or number continues before the index. */
  static boolean isWordBefore(String text, int index) {
    return index > 0 && Character.isLetterOrDigit(text.codePointBefore(index));
  }

  /** Whether a word or number continues at the index. */
  static boolean isWordAt(String text, int index) {
    return index < text.length() && Character.isLetterOrDigit(text.codePointAt(index));
  }
}
