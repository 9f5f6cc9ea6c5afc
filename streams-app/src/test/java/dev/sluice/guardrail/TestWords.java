package dev.sluice.guardrail;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A guardrail of tests, found on the class path as anyone's would be: what it does in a phase is
 * what the texts say.
 */
public final class TestWords implements Guardrail {

  /** Kind {@code test_words}. */
  public static final class Kind implements GuardrailKind {
    @Override
    public String name() {
      return "test_words";
    }

    @Override
    public Set<Phase> phases() {
      return EnumSet.allOf(Phase.class);
    }

    @Override
    public Guardrail open(GuardrailSettings settings) {
      return new TestWords();
    }
  }

  @Override
  public Finding.OfRequest onRequest(GuardedRequest request) {
    if (holds(request.texts(), "break")) {
      throw new IllegalStateException("can't read: " + request.texts());
    }
    return holds(request.texts(), "block") ? Finding.blocked("a bad word") : Finding.passed();
  }

  @Override
  public CompletionStage<? extends Finding.OfCall> besideCall(
      GuardedRequest request, GuardedCall call) {
    if (holds(request.texts(), "throw beside " + call.number())) {
      throw new IllegalStateException("can't read: " + request.texts());
    }
    if (holds(request.texts(), "hang beside " + call.number())) {
      return new CompletableFuture<>();
    }
    return CompletableFuture.completedFuture(
        holds(request.texts(), "block beside " + call.number())
            ? Finding.blocked("a bad call")
            : Finding.passed());
  }

  @Override
  public CompletionStage<? extends Finding> onAnswer(GuardedRequest request, GuardedAnswer answer) {
    if (holds(answer.texts(), "throw")) {
      return CompletableFuture.failedFuture(new IllegalStateException(answer.texts().toString()));
    }
    if (holds(answer.texts(), "few")) {
      return CompletableFuture.completedFuture(new Finding.Masked(List.of(), Map.of()));
    }
    if (holds(answer.texts(), "replace")) {
      return CompletableFuture.completedFuture(new Finding.Replaced("let us talk of sluices"));
    }
    return CompletableFuture.completedFuture(
        holds(answer.texts(), "block") ? Finding.blocked("a bad answer") : Finding.passed());
  }

  private static boolean holds(List<GuardedText> texts, String word) {
    return texts.stream().anyMatch(text -> text.text().contains(word));
  }
}
