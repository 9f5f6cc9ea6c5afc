package dev.sluice.guardrail;

import java.util.List;

/**
 * Finds payment card numbers, in one piece or in groups with single blanks or hyphens: with the
 * prefix and length of a brand, and Luhn's check digit.
 */
final class CreditCards {
  private static final int LEAST = 13;
  private static final int MOST = 19;

  private CreditCards() {}

  static void find(String text, List<Span> found) {
    int at = 0;
    while (at < text.length()) {
      if (!Chars.isDigit(text, at) || Chars.isWordBefore(text, at)) {
        at++;
        continue;
      }
      int end = end(text, at);
      if (end > 0) {
        found.add(new Span(at, end));
        at = end;
      } else {
        while (Chars.isDigit(text, at)) {
          at++;
        }
      }
    }
  }

  /** The end of the longest card number that begins here; 0 if there is none. */
  private static int end(String text, int start) {
    StringBuilder digits = new StringBuilder(MOST);
    int longest = 0;
    for (int at = start; at < text.length() && digits.length() < MOST; at++) {
      char character = text.charAt(at);
      if (Chars.isDigit(character)) {
        digits.append(character);
        if (!Chars.isWordAt(text, at + 1) && isCard(digits)) {
          longest = at + 1;
        }
      } else if ((character != ' ' && character != '-') || !Chars.isDigit(text, at + 1)) {
        break;
      }
    }
    return longest;
  }

  private static boolean isCard(CharSequence digits) {
    return digits.length() >= LEAST && isBrand(digits) && hasCheckDigit(digits);
  }

  private static boolean isBrand(CharSequence digits) {
    int length = digits.length();
    int two = number(digits, 2);
    int three = number(digits, 3);
    int four = number(digits, 4);
    if (two / 10 == 4) {
      return length == 13 || length == 16 || length == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
      return length == 16;
    }
    if (two == 34 || two == 37) {
      return length == 15;
    }
    if ((three >= 300 && three <= 305) || two == 36 || two == 38 || two == 39) {
      return length >= 14;
    }
    if (four >= 3528 && four <= 3589) {
      return length >= 16;
    }
    boolean discoverOrUnionPay = four == 6011 || (three >= 644 && three <= 659) || two == 62;
    boolean maestro = two == 50 || (two >= 56 && two <= 69);
    return discoverOrUnionPay ? length >= 16 : maestro;
  }

  private static int number(CharSequence digits, int length) {
    return Integer.parseInt(digits, 0, length, 10);
  }

  private static boolean hasCheckDigit(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 1 ? digit * 2 : digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}
