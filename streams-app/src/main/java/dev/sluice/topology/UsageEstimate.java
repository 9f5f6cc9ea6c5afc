package dev.sluice.topology;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Request;
import dev.sluice.call.Usage;
import dev.sluice.tokens.Tokenizer;

/** The usage assumed where a provider reports none, or none that can be. Pure. */
public final class UsageEstimate {
  private UsageEstimate() {}

  /** Whether the provider tells it: a server that writes 0 beside a text does not count. */
  public static boolean isTold(Answer answer) {
    Usage usage = answer.usage();
    return usage != null
        && usage.inputTokens() > 0
        && (usage.outputTokens() > 0 || isEmpty(answer));
  }

  private static boolean isEmpty(Answer answer) {
    return (answer.text() == null || answer.text().isEmpty())
        && answer.refusal() == null
        && answer.toolCalls().isEmpty();
  }

  public static Usage of(Attempt attempt, Answer answer) {
    return of(attempt.target().model(), attempt.request(), answer);
  }

  /** With what the provider does tell. */
  static Usage of(String model, Request request, Answer answer) {
    Tokenizer tokenizer = Tokenizer.of(model);
    Usage told = answer.usage() == null ? Usage.NONE : answer.usage();
    return new Usage(
        told.inputTokens() > 0 ? told.inputTokens() : Prompts.of(request).tokens(tokenizer),
        told.cachedInputTokens(),
        told.cacheWriteTokens(),
        told.cacheWrite1hTokens(),
        told.outputTokens() > 0 ? told.outputTokens() : Prompts.of(answer).tokens(tokenizer),
        told.reasoningTokens(),
        told.serviceTier(),
        told.costMicros(),
        true);
  }
}
