package dev.sluice.provider.http;

import dev.sluice.call.FinishReason;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words in which vendors and servers say why an answer ended: OpenAI's and Anthropic's, those
 * of Mistral, Z.ai, Together, TGI, vLLM, Bedrock and of Gemini's two APIs. Pure; any thread.
 */
public final class FinishReasons {
  private static final Map<FinishReason, Pattern> WORDS =
      Map.of(
          FinishReason.STOP,
          Pattern.compile(
              "stop|stop_(sequences?|token|text|word|reason_unspecified)|(end_of_|e)(turn|text|sequence|os|ot)"
                  + "(_token)?|end(_turn)?|completed?|finish(ed)?|done|normal"),
          FinishReason.LENGTH,
          Pattern.compile("length|max_(output_|completion_|new_|generation_)?(tokens?|length)"),
          FinishReason.CONTEXT_WINDOW,
          Pattern.compile("model_length|(model_)?context_(window|length)(_exceeded)?"),
          FinishReason.TOOL_CALLS,
          Pattern.compile("(tool|function)_(calls?|use)"),
          FinishReason.CONTENT_FILTER,
          Pattern.compile(
              "content_filter.*|(image_)?(safety|recitation|prohibited_content)|blocklist|spii|sensitive"
                  + "|guardrail_intervened|content_policy.*|blocked"),
          FinishReason.REFUSAL,
          Pattern.compile("refusal|refused"),
          FinishReason.PAUSED,
          Pattern.compile("pause(d|_turn)?"));

  /** What the model wrote can't be read: it may do better when it is asked again. */
  private static final Pattern MALFORMED =
      Pattern.compile("malformed|unexpected_tool_call|invalid|missing_thought_signature|parse");

  private static final Pattern BROKEN =
      Pattern.compile(
          "error|fail|abort|insufficient|overload|unavailable|interrupt|time_?out|timed_out|cancel"
              + "|disconnect|exhaust|network|crash|killed|preempt");

  private FinishReasons() {}

  /** UNKNOWN for a word without a name of ours, and where there is none. */
  public static FinishReason of(@Nullable String word) {
    String own = own(word);
    for (Map.Entry<FinishReason, Pattern> words : WORDS.entrySet()) {
      if (words.getValue().matcher(own).matches()) {
        return words.getKey();
      }
    }
    return FinishReason.UNKNOWN;
  }

  /** Whether it says that the model's own output was of no use. */
  static boolean isMalformed(@Nullable String word) {
    return MALFORMED.matcher(all(word)).find();
  }

  /** Whether it says that something kept the answer from its end. */
  static boolean isBroken(@Nullable String word) {
    return BROKEN.matcher(all(word)).find();
  }

  /** Gemini's compatible endpoint adds its native API's word after a colon. */
  private static String own(@Nullable String word) {
    String all = all(word);
    int colon = all.indexOf(':');
    return colon < 0 ? all : all.substring(0, colon).strip();
  }

  private static String all(@Nullable String word) {
    return word == null ? "" : word.strip().toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
