package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.attemptId;
import static dev.sluice.call.CallFixtures.brokenOffBy;
import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.queued;
import static dev.sluice.call.CallFixtures.quotaExhausted;
import static dev.sluice.call.CallFixtures.rateLimited;
import static dev.sluice.call.CallFixtures.report;
import static dev.sluice.call.CallFixtures.retries;
import static dev.sluice.call.CallFixtures.route;
import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.call.CallFixtures.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the same target is tried again. */
class RetryTest {
  private static final Duration SEVEN = Duration.ofSeconds(7);

  private CallStateMachine machine = machine(retries(2));

  private static CallStateMachine machine(RetryPolicy retries) {
    return new CallStateMachine(
        10, new Routes(List.of(route("chat", retries, Map.of(), "a", "b"))));
  }

  @Test
  void shouldParkForAsLongAsTheProviderAsks() {
    // Given
    Call call = start(queued("a", "b"));

    // When
    Call parked = goesOn(fails(call, rateLimited(SEVEN)));

    // Then
    assertThat(parked.state()).isEqualTo(new CallState.Parked(NOON.plus(SEVEN)));
    assertThat(parked.currentTarget().target()).isEqualTo("a");
    Call again = start(machine.unparked(parked));
    assertThat(again.currentTarget().target()).isEqualTo("a");
    assertThat(again.started()).isEqualTo(2);
  }

  @Test
  void shouldNotAskEarlyByAPartOfAMillisecond() {
    // Given
    Call call = start(queued("a"));
    Instant now = NOON.plusNanos(1);

    // When
    Transition step = outcome(call, new Outcome.Failed(rateLimited(SEVEN)), TargetHealth.FIT, now);

    // Then
    assertThat(goesOn(step).state())
        .isEqualTo(new CallState.Parked(NOON.plus(SEVEN).plusMillis(1)));
  }

  @Test
  void shouldGoOnToTheNextTargetWhenTheRetriesAreUsedUp() {
    // Given
    Call call = start(queued("a", "b"));
    for (int i = 0; i < 2; i++) {
      call = start(machine.unparked(goesOn(fails(call, serverError()))));
      assertThat(call.currentTarget().target()).isEqualTo("a");
    }

    // When
    Transition step = fails(call, serverError());

    // Then
    assertThat(goesOn(step).state()).isEqualTo(new CallState.Queued());
    assertThat(start(goesOn(step)).currentTarget().target()).isEqualTo("b");
    assertThat(goesOn(step).progress().retried()).isEmpty();
  }

  @Test
  void shouldCountRetriesByKindOfFailure() {
    // Given
    machine =
        machine(
            new RetryPolicy(
                2,
                Map.of(Retryable.TIMEOUT, 1, Retryable.RATE_LIMITED, 3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
    Call call = start(queued("a"));
    call = start(machine.unparked(goesOn(fails(call, rateLimited(null)))));
    call = start(machine.unparked(goesOn(fails(call, timeout()))));
    call = start(machine.unparked(goesOn(fails(call, rateLimited(null)))));

    // When
    Transition again = fails(call, timeout());

    // Then
    assertThat(again).isInstanceOf(Transition.Failed.class);
    assertThat(((Transition.Failed) again).attempts()).hasSize(4);
    assertThat(call.progress().retried())
        .containsExactly(Retryable.RATE_LIMITED, Retryable.TIMEOUT, Retryable.RATE_LIMITED);
  }

  @Test
  void shouldNotRetryWhatWillNotPass() {
    // Given
    Call call = start(queued("a", "b"));

    // When
    Transition step = fails(call, quotaExhausted());

    // Then
    assertThat(goesOn(step).currentTarget().target()).isEqualTo("b");
    assertThat(fails(call, callersFault())).isInstanceOf(Transition.Failed.class);
  }

  @Test
  void shouldParkAfterABreakForAsLongAsWhatBrokeTheAnswerAsks() {
    // Given
    Call call = start(queued("a", "b"));

    // When
    Call parked = goesOn(fails(call, brokenOffBy(rateLimited(SEVEN))));

    // Then
    assertThat(parked.state()).isEqualTo(new CallState.Parked(NOON.plus(SEVEN)));
    assertThat(parked.progress().retried()).containsExactly(Retryable.MID_STREAM_BREAK);
  }

  @Test
  void shouldNotRetryABreakByWhatWillNotPass() {
    // Given
    Call call = start(queued("a", "b"));

    // When
    Transition step = fails(call, brokenOffBy(quotaExhausted()));

    // Then
    assertThat(goesOn(step).currentTarget().target()).isEqualTo("b");
    assertThat(fails(call, brokenOffBy(callersFault()))).isInstanceOf(Transition.Failed.class);
  }

  @Test
  void shouldRatherGoOnThanWaitLong() {
    // Given
    Call call = start(queued("a", "b"));

    // When
    Transition step = fails(call, rateLimited(Duration.ofSeconds(11)));

    // Then
    assertThat(goesOn(step).state()).isEqualTo(new CallState.Queued());
    assertThat(goesOn(step).currentTarget().target()).isEqualTo("b");
  }

  @Test
  void shouldWaitLongWhenNoOtherTargetIsLeft() {
    // Given
    Call call = start(queued("a"));

    // When
    Transition step = fails(call, rateLimited(Duration.ofSeconds(59)));

    // Then
    assertThat(goesOn(step).state()).isEqualTo(new CallState.Parked(NOON.plusSeconds(59)));
  }

  @Test
  void shouldEndWithTheFailureWhenTheDeadlineAllowsNoWait() {
    // Given
    Call call = start(queued("a"));

    // When
    Transition step = fails(call, rateLimited(Duration.ofSeconds(60)));

    // Then
    assertThat(((Transition.Failed) step).failure()).isEqualTo(rateLimited(Duration.ofSeconds(60)));
  }

  @Test
  void shouldEndWithTheFailureWhenTheProviderAsksForTheLongestWaitThereIs() {
    // Given
    Call call = start(queued("a"));
    Failure failure = rateLimited(Duration.ofSeconds(Long.MAX_VALUE));

    // When
    Transition step = fails(call, failure);

    // Then
    assertThat(((Transition.Failed) step).failure()).isEqualTo(failure);
  }

  @Test
  void shouldTryAnotherCredentialAtOnceAndUseUpNoRetry() {
    // Given
    Call call = start(queued("a", "b"));

    // When
    Transition step =
        outcome(call, new Outcome.Failed(quotaExhausted(), true), TargetHealth.FIT, NOON);

    // Then
    Call next = goesOn(step);
    assertThat(next.state()).isEqualTo(new CallState.Queued());
    assertThat(next.progress().retried()).isEmpty();
    assertThat(start(next).currentTarget().target()).isEqualTo("a");
  }

  @Test
  void shouldNotTryCredentialsBeyondTheMostAttempts() {
    // Given
    Call call = start(queued("a", "b"));
    Outcome exhausted = new Outcome.Failed(quotaExhausted(), true);
    for (int i = 1; i < 10; i++) {
      call = start(goesOn(outcome(call, exhausted, TargetHealth.FIT, NOON)));
    }

    // When
    Transition step = outcome(call, exhausted, TargetHealth.FIT, NOON);

    // Then
    assertThat(((Transition.Failed) step).failure()).isEqualTo(quotaExhausted());
    assertThat(((Transition.Failed) step).attempts()).hasSize(10);
  }

  @Test
  void shouldNotWaitForATargetThatCoolsDownLongerWhileAnotherIsFit() {
    // Given
    Call call = start(queued("a", "b"));
    TargetHealth cooling = (target, tenant, now) -> target.equals("a") ? now.plusSeconds(30) : now;

    // When
    Transition step = outcome(call, new Outcome.Failed(serverError()), cooling, NOON);

    // Then
    assertThat(goesOn(step).currentTarget().target()).isEqualTo("b");
  }

  @Test
  void shouldWaitForATargetThatCoolsDownWhenNoneIsFit() {
    // Given
    Call call = start(queued("a", "b"));
    TargetHealth cooling = (target, tenant, now) -> now.plusSeconds(30);

    // When
    Transition step = outcome(call, new Outcome.Failed(serverError()), cooling, NOON);

    // Then
    assertThat(goesOn(step).state()).isInstanceOf(CallState.Parked.class);
  }

  @Test
  void shouldKeepWhatALostAttemptThatFailedWasPaidFor() {
    // Given
    Call lost = start(queued("a"));
    Call again = start(goesOn(machine.ownerLost(lost, attemptId(lost), NOON)));
    AttemptReport late = report(lost, new Outcome.Failed(serverError(), false, Usage.of(20, 3)));

    // When
    Transition step = machine.outcome(again, late, TargetHealth.FIT, NOON);

    // Then
    Call noted = ((Transition.Noted) step).call();
    assertThat(noted.state()).isEqualTo(again.state());
    assertThat(noted.ended()).extracting(EndedAttempt::usage).containsExactly(Usage.of(20, 3));
    assertThat(machine.outcome(noted, late, TargetHealth.FIT, NOON))
        .isEqualTo(new Transition.Ignored());
  }

  private Call start(Call call) {
    return machine.start(call, "owner-1", TargetHealth.FIT, NOON);
  }

  private Transition fails(Call call, Failure failure) {
    return outcome(call, new Outcome.Failed(failure), TargetHealth.FIT, NOON);
  }

  private Transition outcome(Call call, Outcome outcome, TargetHealth health, Instant now) {
    return machine.outcome(call, report(call, outcome), health, now);
  }

  private static Call goesOn(Transition step) {
    return ((Transition.GoesOn) step).call();
  }
}
