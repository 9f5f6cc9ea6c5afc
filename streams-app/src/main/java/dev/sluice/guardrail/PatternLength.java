package dev.sluice.guardrail;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the most characters that a match of an RE2 expression can have, from its syntax
 * (https://github.com/google/re2/wiki/Syntax). Knows the usual part of it and gives up on the rest.
 * Counts two for what may be a character outside of the basic plane. Confined to one call.
 */
final class PatternLength {
  /** Longer ones would hold back more than a reader waits for. */
  private static final int MOST = 1_000;

  private static final Pattern REPEATED = Pattern.compile("\\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?}");
  private static final Pattern GROUP =
      Pattern.compile("\\((?:\\?(?:[imsU-]*:|P?<[A-Za-z0-9_]+>))?(?!\\?)");
  private static final Pattern FLAGS = Pattern.compile("\\(\\?[imsU-]+\\)");
  private static final Pattern CLASS_NAME = Pattern.compile("\\\\[pP](?:\\{[^}]*}|[A-Za-z])");
  private static final Pattern HEX = Pattern.compile("\\\\x(?:\\{[0-9A-Fa-f]+}|[0-9A-Fa-f]{2})");

  /** A bracket as the first character of a class stands for itself. */
  private static final Pattern CLASS =
      Pattern.compile("\\[\\^?]?(?:\\[:\\^?[a-z]+:]|\\\\.|[^\\]\\\\])*]", Pattern.DOTALL);

  private final String text;
  private int at;

  /** The characters of a match, at least and at most. */
  private record Length(long least, long most) {
    static final Length NONE = new Length(0, 0);
    static final Length CHARACTER = new Length(1, 2);

    Length then(Length next) {
      return new Length(least + next.least, most + next.most);
    }

    Length or(Length other) {
      return new Length(Math.min(least, other.least), Math.max(most, other.most));
    }

    Length times(int fewest, int many) {
      return new Length(least * fewest, most * many);
    }
  }

  /** No bound is known. */
  private static final class UnboundedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private PatternLength(String text) {
    this.text = text;
  }

  /**
   * Empty if there is no bound, if none is known or if a match may be empty.
   *
   * @param expression a valid one
   */
  static OptionalInt longest(String expression) {
    PatternLength parser = new PatternLength(expression);
    try {
      Length length = parser.alternatives(0);
      boolean isBounded =
          parser.at == expression.length() && length.least() > 0 && length.most() <= MOST;
      return isBounded ? OptionalInt.of((int) length.most()) : OptionalInt.empty();
    } catch (UnboundedException unknown) {
      return OptionalInt.empty();
    }
  }

  private Length alternatives(int depth) throws UnboundedException {
    require(depth < MOST);
    Length all = sequence(depth);
    while (at < text.length() && text.charAt(at) == '|') {
      at++;
      all = all.or(sequence(depth));
    }
    return all;
  }

  private Length sequence(int depth) throws UnboundedException {
    Length all = Length.NONE;
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      all = all.then(repeated(atom(depth)));
      require(all.most() <= MOST);
    }
    return all;
  }

  private Length atom(int depth) throws UnboundedException {
    char first = text.charAt(at);
    switch (first) {
      case '(' -> {
        return accept(FLAGS) ? Length.NONE : group(depth);
      }
      case '[' -> {
        require(accept(CLASS));
        return Length.CHARACTER;
      }
      case '\\' -> {
        return escape();
      }
      // where a text begins or ends, a part of it can't tell
      case '^', '$', '*', '+', '?' -> throw new UnboundedException();
      default -> {
        int character = text.codePointAt(at);
        at += Character.charCount(character);
        return first < 0x80 && first != '.' ? new Length(1, 1) : Length.CHARACTER;
      }
    }
  }

  private Length group(int depth) throws UnboundedException {
    require(accept(GROUP));
    Length inner = alternatives(depth + 1);
    require(at < text.length() && text.charAt(at) == ')');
    at++;
    return inner;
  }

  private Length escape() throws UnboundedException {
    if (accept(CLASS_NAME) || accept(HEX)) {
      return Length.CHARACTER;
    }
    require(at + 1 < text.length());
    char escaped = text.charAt(at + 1);
    at += 2;
    if (escaped == 'b' || escaped == 'B') {
      return Length.NONE;
    }
    boolean isKnown = "dDsSwWafnrtv".indexOf(escaped) >= 0;
    boolean isMark = escaped < 0x80 && !Character.isLetterOrDigit(escaped);
    require(isKnown || isMark);
    return isMark ? new Length(1, 1) : Length.CHARACTER;
  }

  private Length repeated(Length once) throws UnboundedException {
    if (at >= text.length()) {
      return once;
    }
    Length times = once;
    Matcher number = REPEATED.matcher(text).region(at, text.length());
    if (text.charAt(at) == '*' || text.charAt(at) == '+') {
      throw new UnboundedException();
    } else if (text.charAt(at) == '?') {
      at++;
      times = once.times(0, 1);
    } else if (number.lookingAt()) {
      boolean isOpen = number.group(2) != null && number.group(3) == null;
      require(!isOpen);
      int fewest = Integer.parseInt(number.group(1));
      int many = number.group(3) == null ? fewest : Integer.parseInt(number.group(3));
      at = number.end();
      times = once.times(fewest, many);
    } else {
      return once;
    }
    if (at < text.length() && text.charAt(at) == '?') {
      at++;
    }
    return times;
  }

  private boolean accept(Pattern part) {
    Matcher matcher = part.matcher(text).region(at, text.length());
    if (matcher.lookingAt()) {
      at = matcher.end();
      return true;
    }
    return false;
  }

  private static void require(boolean holds) throws UnboundedException {
    if (!holds) {
      throw new UnboundedException();
    }
  }
}
