package dev.sluice.guardrail;

/** What stands around a place in a text. */
final class Chars {
  private Chars() {}

  static boolean isDigit(String text, int index) {
    return index >= 0 && index < text.length() && isDigit(text.charAt(index));
  }

  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** Whether a word or number goes on before the index. */
  static boolean isWordBefore(String text, int index) {
    return index > 0 && Character.isLetterOrDigit(text.codePointBefore(index));
  }

  /** Whether a word or number goes on at the index. */
  static boolean isWordAt(String text, int index) {
    return index < text.length() && Character.isLetterOrDigit(text.codePointAt(index));
  }
}
