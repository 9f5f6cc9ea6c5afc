package dev.sluice.provider.http;

import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Attempt;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives each tool call of an answer an ID of its own. Some servers send none, or the same for
 * several calls (Gemini's native API has none, and Ollama's and vLLM's parsers have repeated them);
 * the results could then not be told apart. Derived from the attempt and the call's place, so that
 * reading a reply again names the same. Confined to one answer.
 */
public final class ToolCallIds {
  private final Set<String> given = new HashSet<>();
  private final String attempt;
  private int place;

  public ToolCallIds(Attempt attempt) {
    this.attempt = attempt.attemptId().substring(attempt.attemptId().indexOf('_') + 1);
  }

  /**
   * The ID of the answer's next tool call.
   *
   * @param provider the provider's own ID; null or blank if it sent none
   */
  public String next(@Nullable String provider) {
    return at(place++, provider);
  }

  /** The same piece of the answer, with the ID that the answer is going to have. */
  AnswerDelta in(AnswerDelta delta) {
    return delta instanceof AnswerDelta.ToolCallBegun call
        ? new AnswerDelta.ToolCallBegun(
            call.index(), at(call.index(), call.id()), call.name(), call.custom())
        : delta;
  }

  private String at(int index, @Nullable String provider) {
    if (provider != null && !provider.isBlank() && given.add(provider)) {
      return provider;
    }
    String own = "call_" + attempt + "_" + index;
    given.add(own);
    return own;
  }
}
