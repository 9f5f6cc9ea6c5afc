package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import dev.sluice.call.ContentPart;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt takes of a target's tokens before its usage is known: what admission has reserved
 * for it, or a rough count where no limit of its tenant needed one. Pure.
 */
final class TokenEstimate {
  /** Of English text; other languages take more. The usage corrects it. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  /** About an image of a megapixel, or a page of a document. */
  private static final int TOKENS_PER_MEDIUM = 1_500;

  private TokenEstimate() {}

  static long of(Attempt attempt) {
    if (attempt.reservedTokens() > 0) {
      return attempt.reservedTokens();
    }
    long characters = length(attempt.request().extraBody());
    long media = 0;
    for (Message message : attempt.request().messages()) {
      for (ToolCall call : message.toolCalls()) {
        characters += call.arguments().length();
      }
      for (ContentPart part : message.parts()) {
        if (part instanceof ContentPart.Text text) {
          characters += text.text().length();
        } else if (part instanceof ContentPart.Refusal refusal) {
          characters += refusal.text().length();
        } else {
          media++;
        }
      }
    }
    Integer most = attempt.sampling().orElse(attempt.target().sampling()).maxOutputTokens();
    return characters / CHARACTERS_PER_TOKEN
        + media * TOKENS_PER_MEDIUM
        + (most == null ? 0 : most);
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** The tokens that it took; the estimate where nothing tells. */
  static long used(Outcome outcome, long estimate) {
    Usage usage =
        outcome instanceof Outcome.Answered answered
            ? answered.answer().usage()
            : outcome instanceof Outcome.Failed failed ? failed.usage() : null;
    return usage == null ? estimate : usage.inputTokens() + usage.outputTokens();
  }
}
