package dev.sluice.guardrail;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Blocks what has more characters, or more messages, than it may. */
record MaxSize(OptionalLong characters, OptionalLong messages) implements Guardrail {

  /** Kind {@code max_size}. */
  static final class Kind implements GuardrailKind {
    @Override
    public String name() {
      return "max_size";
    }

    @Override
    public Set<Phase> phases() {
      return EnumSet.of(Phase.REQUEST, Phase.ANSWER);
    }

    @Override
    public Guardrail open(GuardrailSettings settings) {
      MaxSize size = new MaxSize(settings.amount("characters"), settings.amount("messages"));
      if (size.characters().isEmpty() && size.messages().isEmpty()) {
        settings.refuse("characters", "set characters, messages or both");
      }
      return size;
    }
  }

  @Override
  public Finding.OfRequest onRequest(GuardedRequest request) {
    if (messages.isPresent() && request.messages() > messages.getAsLong()) {
      return Finding.blocked(
          "it has "
              + request.messages()
              + " messages, at most "
              + messages.getAsLong()
              + " may be");
    }
    return ofTexts(request.texts());
  }

  @Override
  public CompletionStage<? extends Finding> onAnswer(GuardedRequest request, GuardedAnswer answer) {
    return CompletableFuture.completedFuture(ofTexts(answer.texts()));
  }

  private Finding.OfRequest ofTexts(List<GuardedText> texts) {
    if (characters.isEmpty()) {
      return Finding.passed();
    }
    long all =
        texts.stream().map(GuardedText::text).mapToLong(t -> t.codePointCount(0, t.length())).sum();
    return all <= characters.getAsLong()
        ? Finding.passed()
        : Finding.blocked(
            "it has " + all + " characters, at most " + characters.getAsLong() + " may be");
  }
}
