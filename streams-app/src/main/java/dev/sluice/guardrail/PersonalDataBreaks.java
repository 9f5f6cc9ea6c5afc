package dev.sluice.guardrail;

/**
 * Finds the places in a text which no personal data can go across, whatever follows: what is before
 * such a place and what is after it can be examined apart from each other. They follow from the
 * forms that the detectors know: none has other characters than letters, digits, a blank and those
 * of {@value #MARKS}, and none looks beyond its ends at others. Pure.
 */
final class PersonalDataBreaks {
  private static final String MARKS = "._%+-@/():";

  /** What may be between two groups of digits of a telephone number, at most three in a row. */
  private static final String SEPARATORS = " -./()";

  private static final int MOST_SEPARATORS = 3;

  /** With a blank after each of its 34 characters. */
  private static final int LONGEST_IBAN = 68;

  private PersonalDataBreaks() {}

  /**
   * The last such place.
   *
   * @param from where the search has ended before
   * @return the index after it; 0 if there is none from there on
   */
  static int last(CharSequence text, int from) {
    for (int at = text.length() - 1; at >= from; at--) {
      if (isBreak(text, at)) {
        return at + 1;
      }
    }
    return 0;
  }

  /** Depends on nothing behind the index but the next character, and not on that once it is one. */
  private static boolean isBreak(CharSequence text, int at) {
    char character = text.charAt(at);
    if (character == ' ') {
      return (isBeforeWord(text, at) || !isAfterNumber(text, at)) && !mayBeInIban(text, at);
    }
    return !isWord(character) && MARKS.indexOf(character) < 0;
  }

  /** Half of a pair may be a letter too. Java's patterns know more digits than Java itself. */
  private static boolean isWord(char character) {
    int type = Character.getType(character);
    return Character.isLetterOrDigit(character)
        || Character.isSurrogate(character)
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** Whether what follows is known to continue no number. */
  private static boolean isBeforeWord(CharSequence text, int blank) {
    if (blank + 1 == text.length()) {
      return false;
    }
    char next = text.charAt(blank + 1);
    return !Chars.isDigit(next) && next != '+' && SEPARATORS.indexOf(next) < 0;
  }

  private static boolean isAfterNumber(CharSequence text, int blank) {
    int first = Math.max(0, blank - MOST_SEPARATORS);
    for (int at = blank - 1; at >= first; at--) {
      char character = text.charAt(at);
      if (Chars.isDigit(character) || character == '+') {
        return true;
      }
      if (SEPARATORS.indexOf(character) < 0) {
        return false;
      }
    }
    return false;
  }

  private static boolean mayBeInIban(CharSequence text, int blank) {
    int first = Math.max(0, blank - LONGEST_IBAN);
    for (int at = blank - 1; at >= first; at--) {
      char character = text.charAt(at);
      boolean isPart =
          isLetter(character)
              || Chars.isDigit(character)
              || (character == ' ' && text.charAt(at + 1) != ' ');
      if (!isPart) {
        return false;
      }
      if (at + 3 < blank
          && isLetter(character)
          && isLetter(text.charAt(at + 1))
          && Chars.isDigit(text.charAt(at + 2))
          && Chars.isDigit(text.charAt(at + 3))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLetter(char character) {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
  }
}
