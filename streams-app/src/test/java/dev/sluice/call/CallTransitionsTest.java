package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.CallState.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lets every event happen in every state, and holds the table to what the machine does. */
class CallTransitionsTest {

  static Stream<Arguments> legal() {
    return pairs(true);
  }

  static Stream<Arguments> illegal() {
    return pairs(false);
  }

  private static Stream<Arguments> pairs(boolean legal) {
    return Arrays.stream(CallEvent.values())
        .flatMap(
            event ->
                Arrays.stream(Kind.values())
                    .filter(state -> CallTransitions.next(state, event).isEmpty() != legal)
                    .map(state -> Arguments.of(event, state)));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("legal")
  void shouldLeadWhereTheTableSaysAndNowhereElseWhenAnEventIsLegal(CallEvent event, Kind state) {
    // Given
    List<Supplier<Transition>> trials = CallTrials.of(state, event);

    // When
    Set<NextState> next =
        trials.stream().map(trial -> NextState.of(trial.get())).collect(Collectors.toSet());

    // Then
    assertThat(next).isEqualTo(CallTransitions.next(state, event));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @MethodSource("illegal")
  void shouldThrowWhenAnEventIsIllegal(CallEvent event, Kind state) {
    for (Supplier<Transition> trial : CallTrials.of(state, event)) {
      // When / Then
      assertThatThrownBy(trial::get)
          .isInstanceOf(IllegalTransitionException.class)
          .hasMessage("a call in state " + state + " can't take the event " + event);
    }
  }

  @Test
  void shouldNotTakeTheStepWhenAnEventIsIllegal() {
    // Given
    Call queued = CallFixtures.queued("a");
    Supplier<Transition> step =
        () -> {
          throw new AssertionError("the step was taken");
        };

    // When / Then
    assertThatThrownBy(() -> CallTransitions.take(queued, CallEvent.RETRY_DUE, step))
        .isInstanceOf(IllegalTransitionException.class);
  }

  @Test
  void shouldThrowWhenAStepLeadsWhereTheTableDoesNot() {
    // Given
    Call queued = CallFixtures.queued("a");

    // When / Then
    assertThatThrownBy(
            () -> CallTransitions.take(queued, CallEvent.CREDIT, Transition.Settled::new))
        .isInstanceOf(IllegalTransitionException.class)
        .hasMessage("a call in state QUEUED can't become SETTLED by the event CREDIT");
  }

  /** What topics and time bring has to be legal in every state: nothing keeps it from happening. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ADMITTED           | WAITING
          CREDIT             | QUEUED
          JOINED             | QUEUED
          RETRY_DUE          | PARKED
          OUTCOME            | OWNED BATCHED UNSETTLED
          EARLIER_OUTCOME    | WAITING QUEUED OWNED BATCHED PARKED UNSETTLED
          OWNER_LOST         | OWNED UNSETTLED
          EARLIER_OWNER_LOST | QUEUED OWNED PARKED UNSETTLED
          DEADLINE_PASSED    | WAITING QUEUED OWNED BATCHED PARKED UNSETTLED
          CANCELLED          | WAITING QUEUED OWNED BATCHED PARKED UNSETTLED
          CANNOT_GO_ON       | WAITING QUEUED OWNED BATCHED PARKED UNSETTLED
          """)
  void shouldTakeAnEventInTheStatesInWhichItCanHappen(CallEvent event, String states) {
    assertThat(Kind.values())
        .filteredOn(state -> !CallTransitions.next(state, event).isEmpty())
        .extracting(Kind::name)
        .containsExactly(states.split(" ", -1));
  }

  @Test
  void shouldGiveNoSecondTerminalRecordWhenACallIsUnsettled() {
    assertThat(next(Kind.UNSETTLED))
        .containsExactlyInAnyOrder(NextState.SETTLED, NextState.IGNORED);
  }

  @Test
  void shouldMakeAnAttemptOnlyOfAQueuedCall() {
    assertThat(Kind.values())
        .filteredOn(
            state ->
                next(state).contains(NextState.OWNED) || next(state).contains(NextState.BATCHED))
        .containsExactly(Kind.QUEUED);
  }

  private static Set<NextState> next(Kind state) {
    Set<NextState> next = EnumSet.noneOf(NextState.class);
    for (CallEvent event : CallEvent.values()) {
      next.addAll(CallTransitions.next(state, event));
    }
    return next;
  }
}
