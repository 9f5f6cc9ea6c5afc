package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.attemptId;
import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.queued;
import static dev.sluice.call.CallFixtures.report;
import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.call.CallFixtures.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.FailureType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallStateMachineTest {
  private static final Outcome ANSWER =
      new Outcome.Answered(Answer.text("a gate for water", Usage.of(5, 4)));

  private final CallStateMachine machine = new CallStateMachine(5, new Routes(List.of()));

  @Test
  void shouldNameTheSameAttemptWhenADecisionIsReprocessed() {
    // Given
    Call call = queued("a");

    // When
    Call once = start(call, "owner-1");

    // Then
    assertThat(start(call, "owner-1")).isEqualTo(once);
    assertThat(((CallState.Owned) once.state()).attemptId()).doesNotContain("resp_1");
  }

  @Test
  void shouldEndWithTheAnswerAndAllAttemptsWhenTheSecondTargetAnswers() {
    // Given
    Call first = start(queued("a", "b"), "owner-1");
    Call afterFailure =
        ((Transition.GoesOn) outcome(first, report(first, new Outcome.Failed(timeout())), NOON))
            .call();
    Call second = start(afterFailure, "owner-1");

    // When
    Transition step = outcome(second, report(second, ANSWER), NOON);

    // Then
    Transition.Answered answered = (Transition.Answered) step;
    assertThat(answered.target()).isEqualTo("b");
    assertThat(answered.attempts()).extracting(EndedAttempt::target).containsExactly("a", "b");
    assertThat(answered.attempts().get(0).failure()).isEqualTo(timeout());
    assertThat(answered.attempts().get(1).usage()).isEqualTo(Usage.of(5, 4));
  }

  @Test
  void shouldLeadWithTheFirstFailureWhenAllTargetsFail() {
    // Given
    Call first = start(queued("a", "b"), "owner-1");
    Call afterFailure =
        ((Transition.GoesOn) outcome(first, report(first, new Outcome.Failed(timeout())), NOON))
            .call();
    Call second = start(afterFailure, "owner-1");

    // When
    Transition step = outcome(second, report(second, new Outcome.Failed(serverError())), NOON);

    // Then
    Transition.Failed failed = (Transition.Failed) step;
    assertThat(failed.failure()).isEqualTo(timeout());
    assertThat(failed.attempts())
        .extracting(EndedAttempt::failure)
        .containsExactly(timeout(), serverError());
  }

  @Test
  void shouldNotFallBackWhenTheCallerIsAtFault() {
    // Given
    Call call = start(queued("a", "b"), "owner-1");

    // When
    Transition step = outcome(call, report(call, new Outcome.Failed(callersFault())), NOON);

    // Then
    assertThat(((Transition.Failed) step).failure()).isEqualTo(callersFault());
  }

  @Test
  void shouldTakeTheAnswerOfAnAttemptThatWasGivenUpForLost() {
    // Given
    Call lost = start(queued("a"), "owner-1");
    Call again =
        start(
            ((Transition.GoesOn) machine.ownerLost(lost, attemptId(lost), NOON)).call(), "owner-2");

    // When
    Transition step = outcome(again, report(lost, ANSWER), NOON);

    // Then
    assertThat(step).isInstanceOf(Transition.Answered.class);
  }

  @Test
  void shouldIgnoreTheFailureOfAnAttemptThatWasGivenUpForLost() {
    // Given
    Call lost = start(queued("a"), "owner-1");
    Call again =
        start(
            ((Transition.GoesOn) machine.ownerLost(lost, attemptId(lost), NOON)).call(), "owner-2");

    // When
    Transition step = outcome(again, report(lost, new Outcome.Failed(timeout())), NOON);

    // Then
    assertThat(step).isEqualTo(new Transition.Ignored());
  }

  @Test
  void shouldTryTheSameTargetAgainWhenItsOwnerGaveItUp() {
    // Given
    Call call = start(queued("a", "b"), "owner-1");

    // When
    Transition step = outcome(call, report(call, new Outcome.Abandoned()), NOON);

    // Then
    Call next = ((Transition.GoesOn) step).call();
    assertThat(next.state()).isEqualTo(new CallState.Queued());
    assertThat(next.currentTarget().target()).isEqualTo("a");
    assertThat(next.started()).isEqualTo(1);
  }

  @Test
  void shouldGiveUpWhenOwnersAreLostAgainAndAgain() {
    // Given
    Call call = queued("a");
    for (int i = 1; i < 5; i++) {
      Call started = start(call, "ownerId-" + i);
      call = ((Transition.GoesOn) machine.ownerLost(started, attemptId(started), NOON)).call();
    }

    Call last = start(call, "owner-5");

    // When
    Transition step = machine.ownerLost(last, attemptId(last), NOON);

    // Then
    assertThat(((Transition.Failed) step).failure().type()).isEqualTo(FailureType.INTERNAL);
  }

  @Test
  void shouldEndWithTheDeadlineAndWhatFailedBeforeWhenNoTimeIsLeftForTheNextTarget() {
    // Given
    Call call = start(queued("a", "b"), "owner-1");
    Instant tooLate = call.deadline();

    // When
    Transition step = outcome(call, report(call, new Outcome.Failed(timeout())), tooLate);

    // Then
    Transition.Failed failed = (Transition.Failed) step;
    assertThat(failed.failure().type()).isEqualTo(FailureType.DEADLINE_EXCEEDED);
    assertThat(failed.failure().facts().original()).isEqualTo(timeout());
  }

  private Call start(Call call, String ownerId) {
    return machine.start(call, ownerId, TargetHealth.FIT, NOON);
  }

  private Transition outcome(Call call, AttemptReport report, Instant now) {
    return machine.outcome(call, report, TargetHealth.FIT, now);
  }
}
