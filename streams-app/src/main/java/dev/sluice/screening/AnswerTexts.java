package dev.sluice.screening;

import dev.sluice.call.Answer;
import dev.sluice.guardrail.GuardedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    String text = each("text", answer.text(), texts);
    String refusal = each("refusal", answer.refusal(), texts);
    String reasoning = each("reasoning", answer.reasoning(), texts);
    return new Answer(
        text,
        refusal,
        reasoning,
        RequestTexts.each("answer", ROLE, answer.toolCalls(), texts),
        answer.finishReason(),
        answer.providerFinishReason(),
        answer.providerResponseId(),
        answer.providerModel(),
        answer.usage(),
        // they hold the reasoning as the model wrote it, and can't be changed
        Objects.equals(reasoning, answer.reasoning()) ? answer.providerStates() : List.of(),
        answer.interventions());
  }

  private static @Nullable String each(String field, @Nullable String text, Texts texts) {
    return text == null ? null : texts.text("answer." + field, ROLE, text);
  }
}
