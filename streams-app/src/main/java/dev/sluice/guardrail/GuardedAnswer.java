package dev.sluice.guardrail;

import java.util.List;

/**
 * An answer as a guardrail sees it.
 *
 * @param texts text, refusal and reasoning, and the texts and whole numbers in the arguments of its
 *     tool calls
 */
public record GuardedAnswer(GuardedCall call, List<GuardedText> texts) {
  public GuardedAnswer {
    texts = List.copyOf(texts);
  }
}
