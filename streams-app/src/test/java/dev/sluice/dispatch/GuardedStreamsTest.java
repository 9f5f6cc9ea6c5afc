package dev.sluice.dispatch;

import static dev.sluice.dispatch.GuardedCalls.BESIDE;
import static dev.sluice.dispatch.GuardedCalls.ON_ANSWER;
import static dev.sluice.dispatch.GuardedCalls.answer;
import static dev.sluice.dispatch.GuardedCalls.attempt;
import static dev.sluice.dispatch.GuardedCalls.await;
import static dev.sluice.dispatch.GuardedCalls.failure;
import static dev.sluice.dispatch.GuardedCalls.timed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.AnswerDelta;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.failure.FailureType;
import dev.sluice.guardrail.Finding;
import dev.sluice.guardrail.GuardedCall;
import dev.sluice.guardrail.GuardedRequest;
import dev.sluice.guardrail.Guardrail;
import dev.sluice.guardrail.GuardrailKind;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.GuardrailSettings;
import dev.sluice.guardrail.Phase;
import dev.sluice.guardrail.TestWords;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What guardrails let pass of answers while they are written. */
class GuardedStreamsTest {
  private static final GuardrailRule UNDECIDED =
      GuardrailRule.of("undecided", "undecided", "{}", Phase.CALL);

  private final CompletableFuture<Finding.OfCall> decision = new CompletableFuture<>();

  /** Guardrails that decide when they are told to. */
  private final class Undecided implements GuardrailKind {
    @Override
    public String name() {
      return "undecided";
    }

    @Override
    public Set<Phase> phases() {
      return Set.of(Phase.CALL);
    }

    @Override
    public Guardrail open(GuardrailSettings settings) {
      return new Guardrail() {
        @Override
        public CompletionStage<? extends Finding.OfCall> besideCall(
            GuardedRequest request, GuardedCall call) {
          return decision;
        }
      };
    }
  }

  private final FakeProvider provider = new FakeProvider();
  private final GuardrailChecks checks =
      new GuardrailChecks(
          new GuardrailKinds(List.of(new TestWords.Kind(), new Undecided())),
          (attempt, answer) -> Usage.of(7, 3));
  private final GuardedProvider guarded = new GuardedProvider(provider, checks);

  @AfterEach
  void close() {
    checks.close();
  }

  @Test
  void shouldShowWhatIsWrittenOnceAllGuardrailsBesideTheCallLetItPass() {
    // Given
    Listener listener = new Listener();
    Exchange unused = guarded.start(attempt(1, "hi", UNDECIDED), Duration.ofSeconds(9), listener);
    provider.write("a1", new AnswerDelta.Text("Hel"));
    List<AnswerDelta> before = List.copyOf(listener.deltas);

    // When
    decision.complete(Finding.passed());
    Awaitility.await().until(() -> !listener.deltas.isEmpty());
    provider.write("a1", new AnswerDelta.Text("lo"));
    provider.answer("a1");

    // Then
    assertThat(before).isEmpty();
    assertThat(answer(await(listener.outcome)).text()).isEqualTo("answer to a1");
    assertThat(listener.deltas)
        .containsExactly(new AnswerDelta.Text("Hel"), new AnswerDelta.Text("lo"));
  }

  @Test
  void shouldShowNothingOfACallThatAGuardrailBesideItBlocks() {
    // Given
    GuardrailRule slow = timed(BESIDE, 200, false);
    Listener listener = new Listener();
    Exchange unused =
        guarded.start(attempt(1, "hang beside 1", slow), Duration.ofSeconds(9), listener);

    // When
    provider.write("a1", new AnswerDelta.Text("Hello"));

    // Then
    assertThat(failure(await(listener.outcome)).facts().code()).isEqualTo("guardrail_failed");
    assertThat(listener.deltas).isEmpty();
  }

  @Test
  void shouldShowAnAnswersTextAsAllItsGuardrailsLetItPassAndNothingOfOneThatIsHeld() {
    // Given
    GuardrailRule pii =
        GuardrailRule.of("pii", "pii", "{\"mask\": [\"email_address\"]}", Phase.ANSWER);
    GuardrailRule words =
        GuardrailRule.of(
            "words",
            "denied_patterns",
            "{\"patterns\": [\"EMAIL\"], \"action\": \"mask\"}",
            Phase.ANSWER);
    Listener shown = new Listener();
    Listener held = new Listener();
    Exchange unused = guarded.start(attempt(1, "hi", pii, words), Duration.ofSeconds(9), shown);
    Exchange unusedToo =
        guarded.start(attempt(2, "hi", pii, ON_ANSWER), Duration.ofSeconds(9), held);
    AnswerDelta written = new AnswerDelta.Text("ask jo@mail.example, not anyone else");

    // When
    provider.write("a1", written);
    provider.write("a2", written);

    // Then
    assertThat(shown.deltas)
        .singleElement()
        .satisfies(
            delta ->
                assertThat("ask [[MASKED]_ADDRESS], not anyone else").startsWith(delta.text()));
    assertThat(shown.deltas.get(0).text()).contains("[[MASKED]_ADDRESS]");
    assertThat(held.deltas).isEmpty();
  }

  @Test
  void shouldNeverShowADeniedPatternThatComesInTwoPieces() {
    // Given
    Listener blocked = new Listener();
    Listener masked = new Listener();
    Exchange unused =
        guarded.start(attempt(1, "hi", denied("block")), Duration.ofSeconds(9), blocked);
    Exchange unusedToo =
        guarded.start(attempt(2, "hi", denied("mask")), Duration.ofSeconds(9), masked);

    // When
    for (String id : List.of("a1", "a2")) {
      provider.write(id, new AnswerDelta.Text("all about Project Blu"));
      provider.write(id, new AnswerDelta.Text("ebird, and more of it"));
      provider.answer(
          id, Answer.text("all about Project Bluebird, and more of it", Usage.of(1, 1)));
    }

    // Then
    assertThat(failure(await(blocked.outcome)).type()).isEqualTo(FailureType.GUARDRAIL_BLOCKED);
    assertThat(blocked.text()).isNotEmpty().isSubstringOf("all about ");
    assertThat(answer(await(masked.outcome)).text())
        .isEqualTo("all about [MASKED], and more of it");
    assertThat(masked.text()).startsWith("all about [MASKED]");
    assertThat("all about [MASKED], and more of it").startsWith(masked.text());
  }

  private static GuardrailRule denied(String action) {
    String settings = "{\"patterns\": [\"Project Bluebird\"], \"action\": \"" + action + "\"}";
    return GuardrailRule.of("names", "denied_patterns", settings, Phase.ANSWER);
  }

  private static final class Listener implements AttemptListener {
    private final List<AnswerDelta> deltas = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    String text() {
      return deltas.stream().map(AnswerDelta::text).collect(Collectors.joining());
    }

    @Override
    public void ended(Outcome ended) {
      outcome.complete(ended);
    }

    @Override
    public void deltas(List<AnswerDelta> written) {
      deltas.addAll(written);
    }
  }
}
