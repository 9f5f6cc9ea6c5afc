package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.attemptId;
import static dev.sluice.call.CallFixtures.queued;
import static dev.sluice.call.CallFixtures.report;
import static dev.sluice.call.CallFixtures.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Failure;
import dev.sluice.failure.FailureFacts;
import dev.sluice.failure.FailureType;
import dev.sluice.failure.GatewayFailure;
import dev.sluice.failure.PolicyFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failures end a call whatever else happened to it: what a guardrail makes of an attempt. */
class LastWordTest {
  private static final Failure BLOCKED = PolicyFailure.GuardrailBlocked.of("g", "no", true, 403);
  private static final Usage USED = Usage.of(10, 5);

  private final CallStateMachine machine = new CallStateMachine(6, new Routes(List.of()));

  static Failure[] ofGuardrails() {
    return new Failure[] {
      BLOCKED,
      new GatewayFailure.Internal(FailureFacts.of(FailureType.INTERNAL, "the guardrail failed"))
    };
  }

  @ParameterizedTest
  @MethodSource("ofGuardrails")
  void shouldEndTheCallAndCountTheUseWhenAnEarlierAttemptsAnswerWasBlocked(Failure failure) {
    // Given
    Call first = machine.start(queued("a", "b"), "owner-1", TargetHealth.FIT, NOON);
    Call again =
        machine.start(
            ((Transition.GoesOn) machine.ownerLost(first, attemptId(first), NOON)).call(),
            "owner-2",
            TargetHealth.FIT,
            NOON);

    // When
    Transition step =
        machine.outcome(
            again, report(first, new Outcome.Failed(failure).with(USED)), TargetHealth.FIT, NOON);

    // Then
    assertThat(step).isInstanceOf(Transition.Failed.class);
    assertThat(((Transition.Failed) step).failure()).isEqualTo(failure);
    assertThat(((Transition.Failed) step).attempts())
        .extracting(EndedAttempt::usage)
        .containsExactly(USED);
  }

  @Test
  void shouldLeaveTheCallAloneWhenAnEarlierAttemptWasBlockedBeforeItCostAnything() {
    // Given
    Call first = machine.start(queued("a", "b"), "owner-1", TargetHealth.FIT, NOON);
    Call again =
        machine.start(
            ((Transition.GoesOn) machine.ownerLost(first, attemptId(first), NOON)).call(),
            "owner-2",
            TargetHealth.FIT,
            NOON);

    // When
    Transition step =
        machine.outcome(again, report(first, new Outcome.Failed(BLOCKED)), TargetHealth.FIT, NOON);

    // Then
    assertThat(step).isInstanceOf(Transition.Ignored.class);
  }

  @Test
  void shouldTellTheBlockAndNotTheFailureBeforeIt() {
    // Given
    Call first = machine.start(queued("a", "b"), "owner-1", TargetHealth.FIT, NOON);
    Transition.GoesOn next =
        (Transition.GoesOn)
            machine.outcome(
                first, report(first, new Outcome.Failed(timeout())), TargetHealth.FIT, NOON);
    Call second = machine.start(next.call(), "owner-1", TargetHealth.FIT, NOON);

    // When
    Transition step =
        machine.outcome(
            second, report(second, new Outcome.Failed(BLOCKED)), TargetHealth.FIT, NOON);

    // Then
    assertThat(((Transition.Failed) step).failure()).isEqualTo(BLOCKED);
    assertThat(((Transition.Failed) step).attempts()).hasSize(2);
  }
}
