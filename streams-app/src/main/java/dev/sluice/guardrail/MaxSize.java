package dev.sluice.guardrail;

import dev.sluice.tokens.Tokenizer;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/** Blocks what exceeds a number of characters, tokens or messages. */
record MaxSize(OptionalLong characters, OptionalLong tokens, OptionalLong messages)
    implements Guardrail {

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
      MaxSize size =
          new MaxSize(
              settings.amount("characters"),
              settings.amount("tokens"),
              settings.amount("messages"));
      if (size.characters().isEmpty() && size.tokens().isEmpty() && size.messages().isEmpty()) {
        settings.refuse("characters", "set at least one of characters, tokens, messages");
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
    Finding.OfRequest ofCharacters =
        ofSum(texts, characters, text -> text.codePointCount(0, text.length()), "characters");
    // what is too long already need not be tokenized
    return ofCharacters instanceof Finding.Blocked
        ? ofCharacters
        : ofSum(texts, tokens, Tokenizer.O200K::count, "tokens by estimate");
  }

  private static Finding.OfRequest ofSum(
      List<GuardedText> texts, OptionalLong most, ToLongFunction<String> size, String unit) {
    if (most.isEmpty()) {
      return Finding.passed();
    }
    long all = texts.stream().map(GuardedText::text).mapToLong(size).sum();
    return all <= most.getAsLong()
        ? Finding.passed()
        : Finding.blocked(
            "it has " + all + " " + unit + ", at most " + most.getAsLong() + " may be");
  }
}
