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
import dev.sluice.call.Attempt;
import dev.sluice.call.FinishReason;
import dev.sluice.call.Outcome;
import dev.sluice.call.Target;
import dev.sluice.call.ToolCall;
import dev.sluice.call.Usage;
import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureType;
import dev.sluice.guardrail.GuardrailKinds;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Intervention;
import dev.sluice.guardrail.Intervention.Action;
import dev.sluice.guardrail.Phase;
import dev.sluice.provider.AttemptListener;
import dev.sluice.provider.Exchange;
import dev.sluice.provider.Provider;
import dev.sluice.provider.RateLimits;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guardrails beside calls and on answers, around a provider that answers when it is told to. */
class GuardedProviderTest {
  private static final Usage ESTIMATE = new Usage(7, 0, 0, 3, 0, null, true);

  private final FakeProvider provider = new FakeProvider();
  private final GuardrailChecks checks =
      new GuardrailChecks(GuardrailKinds.installed(), (attempt, answer) -> ESTIMATE);
  private final GuardedProvider guarded = new GuardedProvider(provider, checks);

  @AfterEach
  void close() {
    checks.close();
  }

  @Test
  void shouldLookBesideEveryAttemptWhateverRanBefore() {
    // Given
    String text = "block beside 3";

    // When
    Outcome first = outcome(attempt(1, text, BESIDE), Answer.text("one", Usage.of(1, 1)));
    Outcome second = outcome(attempt(2, text, BESIDE), Answer.text("two", Usage.of(1, 1)));
    CompletableFuture<Outcome> third = start(attempt(3, text, BESIDE));

    // Then
    assertThat(first).isInstanceOf(Outcome.Answered.class);
    assertThat(second).isInstanceOf(Outcome.Answered.class);
    assertThat(failure(await(third)).type()).isEqualTo(FailureType.GUARDRAIL_BLOCKED);
    assertThat(failure(await(third)).message())
        .isEqualTo("guardrail beside blocked this: a bad call");
    assertThat(provider.begun).hasSize(3);
  }

  @Test
  void shouldTellTheBlockWithWhatTheAnswerUsedWhenItIsThereFirst() {
    // Given
    GuardrailRule slow = timed(BESIDE, 200, false);
    CompletableFuture<Outcome> outcome = start(attempt(1, "hang beside 1", slow));

    // When
    provider.answer("a1");

    // Then
    Outcome.Failed failed = (Outcome.Failed) await(outcome);
    assertThat(failed.failure().type()).isEqualTo(FailureType.INTERNAL);
    assertThat(failed.failure().facts().code()).isEqualTo("guardrail_failed");
    assertThat(failed.failure().message()).contains("guardrail beside took too long");
    assertThat(failed.usage()).isEqualTo(Usage.of(1, 1));
  }

  @Test
  void shouldBreakTheExchangeOffWhenAGuardrailBesideItFails() {
    // When
    CompletableFuture<Outcome> outcome = start(attempt(1, "throw beside 1", BESIDE));

    // Then
    Failure failure = failure(await(outcome));
    assertThat(failure.facts().code()).isEqualTo("guardrail_failed");
    assertThat(failure.toString()).doesNotContain("throw beside 1");
  }

  @Test
  void shouldAnswerAndSaySoWhenAnOpenGuardrailFails() {
    // Given
    GuardrailRule open = timed(BESIDE, 5_000, true);
    GuardrailRule openToo = timed(ON_ANSWER, 5_000, true);

    // When
    Outcome outcome =
        outcome(attempt(1, "throw beside 1", open, openToo), Answer.text("throw", Usage.of(1, 1)));

    // Then
    assertThat(answer(outcome).text()).isEqualTo("throw");
    assertThat(answer(outcome).interventions())
        .containsExactly(
            new Intervention("beside", Phase.CALL, Action.UNCHECKED, Map.of()),
            new Intervention("on-answer", Phase.ANSWER, Action.UNCHECKED, Map.of()));
  }

  @Test
  void shouldChargeABlockedAnswer() {
    // When
    Outcome outcome = outcome(attempt(1, "hi", ON_ANSWER), Answer.text("block", Usage.of(9, 4)));

    // Then
    assertThat(failure(outcome).type()).isEqualTo(FailureType.GUARDRAIL_BLOCKED);
    assertThat(((Outcome.Failed) outcome).usage()).isEqualTo(Usage.of(9, 4));
  }

  @Test
  void shouldEstimateABlockedAnswerWhoseProviderNamesNoUsage() {
    // When
    Outcome outcome = outcome(attempt(1, "hi", ON_ANSWER), unmetered("block"));

    // Then
    assertThat(((Outcome.Failed) outcome).usage()).isEqualTo(ESTIMATE);
  }

  @Test
  void shouldMaskPersonalDataAndDeniedPatternsInAnswersInTheirOrder() {
    // Given
    GuardrailRule pii =
        GuardrailRule.of("pii", "pii", "{\"mask\": [\"email_address\"]}", Phase.ANSWER);
    GuardrailRule words =
        GuardrailRule.of(
            "words",
            "denied_patterns",
            "{\"patterns\": [\"EMAIL\"], \"action\": \"mask\"}",
            Phase.ANSWER);

    // When
    Outcome outcome =
        outcome(attempt(1, "hi", pii, words), Answer.text("ask jo@mail.example", Usage.of(1, 1)));

    // Then
    assertThat(answer(outcome).text()).isEqualTo("ask [[MASKED]_ADDRESS]");
    assertThat(answer(outcome).usage()).isEqualTo(Usage.of(1, 1));
    assertThat(answer(outcome).interventions())
        .containsExactly(
            new Intervention("pii", Phase.ANSWER, Action.MASKED, Map.of("EMAIL_ADDRESS", 1)),
            new Intervention("words", Phase.ANSWER, Action.MASKED, Map.of("DENIED_PATTERN", 1)));
  }

  @Test
  void shouldAnswerTheGuardrailsOwnTextAndNothingElseWhenItReplaces() {
    // Given
    Answer answer =
        new Answer(
            "replace me",
            null,
            "reasons",
            List.of(new ToolCall("c", "pay", "{}")),
            FinishReason.TOOL_CALLS,
            "tool_calls",
            "id-1",
            "model-y",
            null);

    // When
    Outcome outcome = outcome(attempt(1, "hi", ON_ANSWER), answer);

    // Then
    assertThat(answer(outcome))
        .isEqualTo(
            Answer.byGuardrail("on-answer", "let us talk of sluices", ESTIMATE)
                .withInterventions(
                    List.of(
                        new Intervention("on-answer", Phase.ANSWER, Action.REPLACED, Map.of()))));
  }

  @Test
  void shouldSayOfTargetsWhatItsProviderSays() {
    // Given
    Instant soon = Instant.EPOCH.plusSeconds(30);
    RateLimits limits = new RateLimits(Map.of());
    Provider busy =
        new Provider() {
          @Override
          public Exchange start(Attempt attempt, Duration timeout, AttemptListener listener) {
            return () -> {};
          }

          @Override
          public Instant usableFrom(Target target, Instant now) {
            return soon;
          }

          @Override
          public RateLimits rateLimits(Target target) {
            return limits;
          }
        };

    // When
    Provider around = new GuardedProvider(busy, checks);

    // Then
    Target target = Attempts.target("t", "p");
    assertThat(around.usableFrom(target, Instant.EPOCH)).isEqualTo(soon);
    assertThat(around.rateLimits(target)).isSameAs(limits);
  }

  @Test
  void shouldBlockWhenAMaskDoesNotFitTheAnswer() {
    // When
    Outcome outcome = outcome(attempt(1, "hi", ON_ANSWER), unmetered("few"));

    // Then
    assertThat(failure(outcome).facts().code()).isEqualTo("guardrail_failed");
    assertThat(((Outcome.Failed) outcome).usage()).isEqualTo(ESTIMATE);
  }

  @Test
  void shouldPassAFailureOnWithoutWaitingForGuardrails() {
    // Given
    Attempt attempt = attempt(1, "hang beside 1", timed(BESIDE, 60_000, false), ON_ANSWER);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Exchange exchange = guarded.start(attempt, Duration.ofSeconds(9), outcome::complete);

    // When
    exchange.abort();

    // Then
    assertThat(outcome).isDone();
    assertThat(failure(outcome.join()).type()).isEqualTo(FailureType.CANCELLED);
  }

  private static Answer unmetered(String text) {
    return new Answer(text, null, null, List.of(), FinishReason.STOP, null, null, null, null);
  }

  private CompletableFuture<Outcome> start(Attempt attempt) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Exchange unused = guarded.start(attempt, Duration.ofSeconds(9), outcome::complete);
    return outcome;
  }

  private Outcome outcome(Attempt attempt, Answer answer) {
    CompletableFuture<Outcome> outcome = start(attempt);
    provider.answer(attempt.attemptId(), answer);
    return await(outcome);
  }
}
