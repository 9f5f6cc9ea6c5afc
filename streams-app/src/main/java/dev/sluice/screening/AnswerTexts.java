package dev.sluice.screening;

import dev.sluice.call.Answer;
import dev.sluice.guardrail.GuardedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of answers. Pure. */
final class AnswerTexts {
  private static final String ROLE = "assistant";

  private AnswerTexts() {}

  static List<GuardedText> shown(Answer answer) {
    List<GuardedText> texts = new ArrayList<>();
    Answer unused = each(answer, Texts.into(texts));
    return texts;
  }

  /** The answer with one text for each that was shown. */
  static Answer with(Answer answer, List<GuardedText> shown, List<String> texts) {
    return each(answer, Texts.from(shown, texts));
  }

  private static Answer each(Answer answer, Texts texts) {
    return new Answer(
        each("text", answer.text(), texts),
        each("refusal", answer.refusal(), texts),
        each("reasoning", answer.reasoning(), texts),
        RequestTexts.each("answer", ROLE, answer.toolCalls(), texts),
        answer.finishReason(),
        answer.providerFinishReason(),
        answer.providerResponseId(),
        answer.providerModel(),
        answer.usage(),
        answer.interventions());
  }

  private static @Nullable String each(String field, @Nullable String text, Texts texts) {
    return text == null ? null : texts.text("answer." + field, ROLE, text);
  }
}
