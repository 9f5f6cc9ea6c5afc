package dev.sluice.tokens;

import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The token counts of words seen before: most words of a text occur in others too. A slot of the
 * table belongs to the last word written to it, so it never grows. Any thread: slots are written
 * without a lock, and hold immutable values.
 */
final class KnownWords {
  /** Longer words are rarely seen twice. */
  static final int LONGEST = 24;

  private static final int PLACES = 1 << 15;

  private final @Nullable Word[] words = new @Nullable Word[PLACES];

  private record Word(String text, int tokens) {}

  /**
   * @param count for a word that is not known
   */
  int tokens(String text, int from, int to, ToIntFunction<String> count) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    Word known = words[place];
    if (known != null && known.text.length() == to - from && text.startsWith(known.text, from)) {
      return known.tokens;
    }
    String word = text.substring(from, to);
    int tokens = count.applyAsInt(word);
    words[place] = new Word(word, tokens);
    return tokens;
  }
}
