package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptCauseTest {
  private static final List<PlannedTarget> PLAN =
      List.of(
          new PlannedTarget("first", Sampling.NONE), new PlannedTarget("second", Sampling.NONE));

  private static AttemptCause cause(int position, int tries, int started, Outcome... ended) {
    Call call = CallFixtures.queued(PLAN);
    List<EndedAttempt> attempts =
        List.of(ended).stream()
            .map(outcome -> EndedAttempt.of(CallFixtures.report(call, outcome)))
            .toList();
    return AttemptCause.of(
        call.with(new Progress(PLAN, position, tries, List.of(), started, attempts)));
  }

  @Test
  void shouldBeTheFirstOneAtTheTargetThatThePlanHasFirst() {
    // When
    AttemptCause cause = cause(0, 1, 1);

    // Then
    assertThat(cause).isEqualTo(AttemptCause.FIRST);
  }

  @Test
  void shouldBeAFallbackWhenTheFirstTargetWasLeftOutOrHasFailed() {
    // When
    AttemptCause leftOut = cause(1, 1, 1);
    AttemptCause failed = cause(1, 1, 2, new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(List.of(leftOut, failed)).containsOnly(AttemptCause.FALLBACK);
  }

  @Test
  void shouldBeARetryWhenTheSameTargetHasFailed() {
    // When
    AttemptCause cause = cause(0, 2, 2, new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(cause).isEqualTo(AttemptCause.RETRY);
  }

  @Test
  void shouldBeATakeoverWhenTheAttemptBeforeHasNoOutcomeOrWasAbandoned() {
    // When
    AttemptCause lost = cause(0, 2, 2);
    AttemptCause abandoned = cause(0, 2, 2, new Outcome.Abandoned());

    // Then
    assertThat(List.of(lost, abandoned)).containsOnly(AttemptCause.TAKEOVER);
  }
}
