package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.Limit;
import dev.sluice.admission.Metric;
import dev.sluice.admission.Policy;
import dev.sluice.admission.Scope;
import dev.sluice.admission.Window;
import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.PollingEvent;
import dev.sluice.wire.PolicyRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that wait for a limit, where their task goes to another owner. */
class WaitRecoveryTest {
  private static final Outcome ANSWER = new Outcome.Answered(Answer.text("yes", Usage.of(1, 1)));

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher dead = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");

  private void policy(int concurrent) {
    Limit limit = Limit.of(List.of(Scope.TENANT), Metric.CONCURRENT, concurrent, Window.NONE);
    task.policy(PolicyRecords.toRecord(Policy.of(concurrent, List.of(limit))).build());
  }

  private void secondWaitsForFirst() {
    task.comesTo(dead);
    policy(1);
    task.publishes("acme", waiting("first", "chat"));
    task.publishes("acme", waiting("second", "chat"));
  }

  private List<String> started() {
    return task.polling().stream()
        .filter(event -> event.getStatus() == CallStatus.IN_PROGRESS)
        .map(PollingEvent::getRequestId)
        .toList();
  }

  @Test
  void shouldGoOnInTheSameOrderWhenTheTaskComesToAnotherProcess() {
    // Given
    task.comesTo(dead);
    policy(1);
    task.publishes("acme", waiting("first", "chat"));
    task.publishes("acme", waiting("low", "chat"));
    task.publishes("acme", waiting("high", "chat", 5, null));
    task.publishes("acme", waiting("low again", "chat"));
    Attempt first = dead.next();

    // When
    task.comesTo(next);
    assertThat(next.ticks).containsExactly(Instant.EPOCH);
    task.catchesUp();
    task.ticks();
    task.ends(first, dead.ownerId(), ANSWER);
    task.ticks();
    task.ends(next.next(), next.ownerId(), ANSWER);
    task.ticks();
    task.ends(next.next(), next.ownerId(), ANSWER);
    task.ticks();

    // Then
    assertThat(started()).containsExactly("first", "high", "low", "low again");
  }

  @Test
  void shouldLetNobodyOvertakeThoseThatTheOwnerBeforeHadMadeWait() {
    // Given
    secondWaitsForFirst();
    task.comesTo(next);
    task.catchesUp();
    task.ends(dead.next(), dead.ownerId(), ANSWER);

    // When
    task.publishes("acme", CallFixtures.request("impatient", "chat"));

    // Then
    assertThat(started()).containsExactly("first", "second");
    assertThat(task.errors()).hasSize(1);
    assertThat(task.errors().get(0).getRequestId()).isEqualTo("impatient");
    assertThat(task.errors().get(0).getFailure().getTypePath())
        .containsExactly("policy", "rate_limited");
  }

  @Test
  void shouldAskForItsTickAgainWhenNoneCame() {
    // Given
    secondWaitsForFirst();
    task.ends(dead.next(), dead.ownerId(), ANSWER);
    assertThat(dead.ticks).containsExactly(Instant.EPOCH);

    // When
    task.timePasses(RecoveryHarness.LEASE.plus(RecoveryHarness.SWEEP));

    // Then
    assertThat(dead.ticks).containsExactly(Instant.EPOCH, Instant.EPOCH);
  }

  @Test
  void shouldEndAWaitingCallAtItsDeadlineWhenNobodyHadTheTask() {
    // Given
    secondWaitsForFirst();
    task.isAway(Duration.ofMinutes(2));

    // When
    task.comesTo(next);
    task.catchesUp();
    task.ticks();

    // Then
    assertThat(task.errors())
        .filteredOn(error -> error.getRequestId().equals("second"))
        .singleElement()
        .satisfies(
            error ->
                assertThat(error.getFailure().getTypePath())
                    .containsExactly("caller", "deadline_exceeded"));
    assertThat(next.starts).isZero();
  }
}
