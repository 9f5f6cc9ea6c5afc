package dev.sluice.provider;

/** Truncates texts from outside to a length that a record can carry. */
public final class Truncated {
  private Truncated() {}

  /** The longest prefix within that many bytes of UTF-8. */
  public static String bytes(String text, int maxBytes) {
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > maxBytes) {
        return text.substring(0, i);
      }
      i += Character.charCount(codePoint);
    }
    return text;
  }

  /** The text, or a prefix with an ellipsis if it takes more bytes of UTF-8 than that. */
  public static String message(String text, int maxBytes) {
    String begin = bytes(text, maxBytes);
    return begin.length() == text.length() ? text : begin + "…";
  }
}
