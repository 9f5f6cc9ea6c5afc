package dev.sluice.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.regex.Pattern;

/**
 * Counts the tokens of a text as a model does, or as {@code o200k_base} does if the model's own
 * tokenizer is not public. Any thread; a vocabulary is loaded when it is first used.
 */
public enum Tokenizer {
  O200K(EncodingType.O200K_BASE),
  /** GPT-4 and GPT-3.5. */
  CL100K(EncodingType.CL100K_BASE);

  private static final Pattern OLDER = Pattern.compile("(.*/)?gpt-(4|4-.*|3\\.5.*|35.*)");

  /** Longer texts are counted piece by piece, which keeps the time linear in their length. */
  private static final int PIECE = 8_192;

  private final EncodingType type;

  // a cache: it never changes a count
  @SuppressWarnings("ImmutableEnumChecker")
  private final KnownWords words = new KnownWords();

  Tokenizer(EncodingType type) {
    this.type = type;
  }

  public static Tokenizer of(String model) {
    return OLDER.matcher(model).matches() ? CL100K : O200K;
  }

  /** Special tokens such as {@code <|endoftext|>} count as plain text. */
  public long count(String text) {
    long tokens = 0;
    for (int from = 0; from < text.length(); ) {
      int to = endOfWord(text, from);
      tokens +=
          to - from <= KnownWords.LONGEST
              ? words.tokens(text, from, to, this::tokens)
              : tokens(text.substring(from, to));
      from = to;
    }
    return tokens;
  }

  private int tokens(String text) {
    return Vocabularies.ALL.getEncoding(type).countTokensOrdinary(text);
  }

  /**
   * Before the next blank between two visible characters: no token of either vocabulary spans the
   * beginning of such a blank, so the words' tokens are the text's.
   */
  private static int endOfWord(String text, int from) {
    int most = Math.min(text.length(), from + PIECE);
    for (int at = from + 1; at < most; at++) {
      if (text.charAt(at) == ' ' && isVisible(text, at - 1) && isVisible(text, at + 1)) {
        return at;
      }
    }
    return most == text.length() ? most : endOfPiece(text, from);
  }

  /** Only certain cases; a word more or less makes no difference. */
  private static boolean isVisible(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char character = text.charAt(at);
    return character > ' ' && (character < 0x7f || Character.isLetterOrDigit(character));
  }

  /** Before the last blank of a piece if there is one. */
  private static int endOfPiece(String text, int from) {
    int blank = text.lastIndexOf(' ', from + PIECE);
    if (blank > from) {
      return blank;
    }
    int to = from + PIECE;
    return Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to;
  }

  private static final class Vocabularies {
    static final EncodingRegistry ALL = Encodings.newLazyEncodingRegistry();
  }
}
