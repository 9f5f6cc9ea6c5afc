package dev.sluice.topology;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Request;
import dev.sluice.call.Usage;
import dev.sluice.tokens.Tokenizer;

/** The usage assumed for an answer whose provider reports none. Pure. */
public final class UsageEstimate {
  private UsageEstimate() {}

  public static Usage of(Attempt attempt, Answer answer) {
    return of(attempt.target().model(), attempt.request(), answer);
  }

  static Usage of(String model, Request request, Answer answer) {
    Tokenizer tokenizer = Tokenizer.of(model);
    return new Usage(
        Prompts.of(request).tokens(tokenizer),
        0,
        0,
        Prompts.of(answer).tokens(tokenizer),
        0,
        null,
        true);
  }
}
