package dev.sluice.screening;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.failure.Failure;
import dev.sluice.guardrail.Finding;
import dev.sluice.guardrail.GuardedAnswer;
import dev.sluice.guardrail.GuardedCall;
import dev.sluice.guardrail.GuardedRequest;
import dev.sluice.guardrail.GuardrailRule;
import dev.sluice.guardrail.Intervention;
import dev.sluice.guardrail.Intervention.Action;
import dev.sluice.guardrail.Phase;
import java.util.List;
import java.util.Map;

/** What guardrails see of an attempt, and how their findings are applied. Pure. */
public final class AnswerScreening {
  private AnswerScreening() {}

  public static GuardedRequest request(Attempt attempt) {
    return RequestTexts.shown(attempt.tenant(), attempt.request());
  }

  public static GuardedCall call(Attempt attempt) {
    return new GuardedCall(
        attempt.pollingId(),
        attempt.number(),
        attempt.target().name(),
        attempt.target().provider(),
        attempt.target().model());
  }

  public static GuardedAnswer answer(Attempt attempt, Answer answer) {
    return new GuardedAnswer(call(attempt), AnswerTexts.shown(answer));
  }

  /**
   * Applies a guardrail's decision to an answer.
   *
   * @throws IllegalArgumentException if it masked other texts than it was given
   */
  public static Screened<Answer> apply(
      GuardrailRule rule, Finding finding, Answer answer, GuardedAnswer shown) {
    if (finding instanceof Finding.Blocked blocked) {
      return new Screened.Unfit<>(GuardrailFailures.blocked(rule, blocked));
    }
    if (finding instanceof Finding.Masked masked) {
      Answer left = AnswerTexts.with(answer, shown.texts(), masked.texts());
      return new Screened.Fit<>(
          left, List.of(did(rule, Phase.ANSWER, Action.MASKED, masked.entities())));
    }
    if (finding instanceof Finding.Replaced replaced) {
      Answer own = Answer.byGuardrail(rule.name(), replaced.text(), answer.usage());
      return new Screened.Fit<>(own, List.of(did(rule, Phase.ANSWER, Action.REPLACED, Map.of())));
    }
    return new Screened.Fit<>(answer, List.of());
  }

  /** Applies the decision of a guardrail that ran beside the call. */
  public static Screened<Attempt> apply(
      GuardrailRule rule, Finding.OfCall finding, Attempt attempt) {
    return finding instanceof Finding.Blocked blocked
        ? new Screened.Unfit<>(GuardrailFailures.blocked(rule, blocked))
        : new Screened.Fit<>(attempt, List.of());
  }

  /** What happens to content that a guardrail could not check. */
  public static <T> Screened<T> unchecked(
      GuardrailRule rule, Phase phase, T value, Throwable thrown) {
    if (!rule.failOpen()) {
      Failure broken = GuardrailFailures.broken(rule, thrown);
      return new Screened.Unfit<>(broken);
    }
    return new Screened.Fit<>(value, List.of(did(rule, phase, Action.UNCHECKED, Map.of())));
  }

  private static Intervention did(
      GuardrailRule rule, Phase phase, Action action, Map<String, Integer> entities) {
    return new Intervention(rule.name(), phase, action, entities);
  }
}
