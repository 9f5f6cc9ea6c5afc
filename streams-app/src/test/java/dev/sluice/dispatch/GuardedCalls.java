package dev.sluice.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Message;
import dev.sluice.call.Outcome;
import dev.sluice.call.Role;
import dev.sluice.call.Sampling;
import dev.sluice.failure.Failure;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Phase;
import dev.sluice.provider.http.Attempts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** Attempts with guardrails, and their outcomes. */
final class GuardedCalls {
  static final GuardrailRule BESIDE = GuardrailRule.of("beside", "test_words", "{}", Phase.CALL);
  static final GuardrailRule ON_ANSWER =
      GuardrailRule.of("on-answer", "test_words", "{}", Phase.ANSWER);

  private GuardedCalls() {}

  static Attempt attempt(int number, String text, GuardrailRule... rules) {
    Attempt any =
        Attempts.attempt(
            "a" + number,
            number,
            Attempts.target("t", "p"),
            Attempts.request(List.of(Message.text(Role.USER, text)), null),
            Sampling.NONE);
    return new Attempt(
        any.attemptId(),
        any.number(),
        any.accepted(),
        any.target(),
        any.sampling(),
        any.request(),
        any.deadline(),
        any.payloadSize(),
        List.of(rules));
  }

  static GuardrailRule timed(GuardrailRule rule, int timeoutMs, boolean failOpen) {
    return new GuardrailRule(
        rule.name(),
        rule.kind(),
        Set.copyOf(rule.phases()),
        400,
        true,
        failOpen,
        Duration.ofMillis(timeoutMs),
        "{}");
  }

  static Outcome await(CompletableFuture<Outcome> outcome) {
    Awaitility.await().until(outcome::isDone);
    return outcome.join();
  }

  static Answer answer(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).answer();
  }

  static Failure failure(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).failure();
  }
}
