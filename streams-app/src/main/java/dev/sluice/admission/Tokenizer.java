package dev.sluice.admission;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.regex.Pattern;

/**
 * Counts the tokens of text as a model does, or as {@code o200k_base} does where the model's own
 * way is not public. Any thread; a vocabulary is loaded when it is first used.
 */
public enum Tokenizer {
  O200K(EncodingType.O200K_BASE),
  /** GPT-4 and GPT-3.5. */
  CL100K(EncodingType.CL100K_BASE);

  private static final Pattern OLDER = Pattern.compile("(.*/)?gpt-(4|4-.*|3\\.5.*|35.*)");

  /** Longer texts are counted piece by piece, which keeps the time in step with their length. */
  private static final int PIECE = 8_192;

  private final EncodingType type;

  Tokenizer(EncodingType type) {
    this.type = type;
  }

  public static Tokenizer of(String model) {
    return OLDER.matcher(model).matches() ? CL100K : O200K;
  }

  /** Special tokens such as {@code <|endoftext|>} count as the text that they are. */
  public long count(String text) {
    long tokens = 0;
    for (int from = 0; from < text.length(); ) {
      int to = end(text, from);
      String piece = text.substring(from, to);
      tokens += Vocabularies.ALL.getEncoding(type).countTokensOrdinary(piece);
      from = to;
    }
    return tokens;
  }

  /** Before the last blank of a piece where there is one, since tokens don't reach over it. */
  private static int end(String text, int from) {
    if (text.length() - from <= PIECE) {
      return text.length();
    }
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
