package dev.sluice.call;

import static dev.sluice.call.CallFixtures.NOON;
import static dev.sluice.call.CallFixtures.attemptId;
import static dev.sluice.call.CallFixtures.callersFault;
import static dev.sluice.call.CallFixtures.contentPolicy;
import static dev.sluice.call.CallFixtures.contextWindowExceeded;
import static dev.sluice.call.CallFixtures.queued;
import static dev.sluice.call.CallFixtures.quotaExhausted;
import static dev.sluice.call.CallFixtures.report;
import static dev.sluice.call.CallFixtures.serverError;
import static dev.sluice.call.FallbackList.CONTENT_POLICY;
import static dev.sluice.call.FallbackList.CONTEXT_WINDOW;
import static dev.sluice.call.FallbackList.GENERAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.failure.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a call goes on, and which targets it passes over. */
class GoesOnTest {
  private static final List<PlannedTarget> LISTS =
      List.of(
          stop("a", GENERAL),
          stop("b", GENERAL),
          stop("b", CONTEXT_WINDOW),
          stop("large", CONTEXT_WINDOW),
          stop("a", CONTENT_POLICY),
          stop("lenient", CONTENT_POLICY),
          stop("large", CONTENT_POLICY));

  private final CallStateMachine machine = new CallStateMachine(10, new Routes(List.of()));
  private TargetHealth health = TargetHealth.FIT;

  @Test
  void shouldGoThroughTheGeneralListWhenAnyTargetMayDoBetter() {
    assertThat(targets(queued(LISTS), quotaExhausted(), serverError())).containsExactly("a", "b");
  }

  @Test
  void shouldGoOnOnlyToTheListForLongPromptsWhenThePromptIsTooLong() {
    assertThat(targets(queued(LISTS), contextWindowExceeded(), contextWindowExceeded()))
        .containsExactly("a", "b", "large");
  }

  @Test
  void shouldGoOnOnlyToTheListForRefusedPromptsWhenTheProviderRefusesIt() {
    assertThat(targets(queued(LISTS), contentPolicy(), contentPolicy(), contentPolicy()))
        .containsExactly("a", "lenient", "large");
  }

  @Test
  void shouldStayInTheSpecialListWhenATargetThereFailsInGeneral() {
    assertThat(targets(queued(LISTS), contextWindowExceeded(), serverError(), serverError()))
        .containsExactly("a", "b", "large");
  }

  @Test
  void shouldTryNoTargetAgainThatAnotherListHasToo() {
    assertThat(targets(queued(LISTS), serverError(), contextWindowExceeded(), contentPolicy()))
        .containsExactly("a", "b", "large", "lenient");
  }

  @Test
  void shouldEndAtOnceWhenTheListForTheFailureIsEmpty() {
    assertThat(targets(queued("a", "b"), contextWindowExceeded())).containsExactly("a");
    assertThat(targets(queued("a", "b"), contentPolicy())).containsExactly("a");
  }

  @Test
  void shouldReachNoSecondTargetWhenTheCallerIsAtFault() {
    assertThat(targets(queued(LISTS), callersFault())).containsExactly("a");
  }

  @Test
  void shouldPassOverTargetsThatAreCoolingDownAndReturnToThemLater() {
    // Given
    health = cooling(Map.of("a", 30, "b", 20));

    // When
    List<String> targets = targets(queued("a", "b", "c"), serverError(), serverError());

    // Then
    assertThat(targets).containsExactly("c", "b", "a");
  }

  @Test
  void shouldTakeTheTargetThatIsFitTheEarliestWhenAllAreCoolingDown() {
    // Given
    health = cooling(Map.of("a", 30, "b", 10, "c", 10));

    // When
    Call started = start(queued("a", "b", "c"));

    // Then
    assertThat(started.currentTarget().target()).isEqualTo("b");
    assertThat(started.state()).isInstanceOf(CallState.Owned.class);
  }

  @Test
  void shouldKeepToTheTargetWhenItsOwnerIsLostThoughItIsCoolingDown() {
    // Given
    Call lost = start(queued("a", "b"));
    health = cooling(Map.of("a", 30));

    // When
    Call again = start(((Transition.GoesOn) machine.ownerLost(lost, attemptId(lost), NOON)).call());

    // Then
    assertThat(again.currentTarget().target()).isEqualTo("a");
  }

  private static PlannedTarget stop(String target, FallbackList list) {
    return new PlannedTarget(target, Sampling.NONE, list);
  }

  private static TargetHealth cooling(Map<String, Integer> seconds) {
    return (target, tenant, now) -> now.plus(Duration.ofSeconds(seconds.getOrDefault(target, 0)));
  }

  private Call start(Call call) {
    return machine.start(call, "owner-1", health, NOON);
  }

  /** The targets that are tried when the attempts fail so, until the call ends or goes on. */
  private List<String> targets(Call call, Failure... failures) {
    List<String> targets = new ArrayList<>();
    Call at = call;
    for (Failure failure : failures) {
      at = start(at);
      targets.add(at.currentTarget().target());
      Transition step = machine.outcome(at, report(at, new Outcome.Failed(failure)), health, NOON);
      if (!(step instanceof Transition.GoesOn goesOn)) {
        return targets;
      }
      at = goesOn.call();
    }
    targets.add(start(at).currentTarget().target());
    return targets;
  }
}
