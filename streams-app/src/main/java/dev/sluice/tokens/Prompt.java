package dev.sluice.tokens;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a request that are input to a model, for an estimate of its tokens: texts by the
 * model's tokenizer, the rest by rule. Confined to one method call.
 *
 * <p>The rules: 4 tokens for each message and 3 for the answer's beginning, as OpenAI frames them;
 * an image 1,445, the most that GPT-4o takes for one, or 85 in low detail; audio one for 400 bytes,
 * which is 10 a second at 32 kbit/s; a file one for 4 bytes. Usage beyond an estimate is an
 * overrun.
 */
public final class Prompt {
  private static final int MESSAGE = 4;
  private static final int ANSWER = 3;
  private static final int IMAGE = 1_445;
  private static final int IMAGE_IN_LOW_DETAIL = 85;
  private static final int AUDIO_BYTES = 400;
  private static final int FILE_BYTES = 4;

  private final List<String> texts = new ArrayList<>();
  private long others;

  /** The frame in which the answer begins. */
  public Prompt answerFrame() {
    others += ANSWER;
    return this;
  }

  public Prompt message() {
    others += MESSAGE;
    return this;
  }

  public Prompt text(@Nullable String text) {
    if (text != null && !text.isEmpty()) {
      texts.add(text);
    }
    return this;
  }

  public Prompt image(@Nullable String detail) {
    others += "low".equals(detail) ? IMAGE_IN_LOW_DETAIL : IMAGE;
    return this;
  }

  public Prompt audio(int bytes) {
    others += 1 + bytes / AUDIO_BYTES;
    return this;
  }

  public Prompt file(int bytes) {
    others += 1 + bytes / FILE_BYTES;
    return this;
  }

  public long tokens(Tokenizer tokenizer) {
    long tokens = others;
    for (String text : texts) {
      tokens += tokenizer.count(text);
    }
    return tokens;
  }
}
