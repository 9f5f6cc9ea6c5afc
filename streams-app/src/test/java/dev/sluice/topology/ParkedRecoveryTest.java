package dev.sluice.topology;

import static dev.sluice.call.CallFixtures.rateLimited;
import static dev.sluice.call.CallFixtures.serverError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.CompletionResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A parked call's wait is the journal's: it doesn't matter who looks at it when. */
class ParkedRecoveryTest {
  private static final Duration SEVEN = Duration.ofSeconds(7);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher dead = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");

  @Test
  void shouldKeepTheProvidersWaitWhenTheTaskComesToAnotherProcess() {
    // Given
    task.comesTo(dead);
    task.publishesFor("patient", "r-1");
    Attempt first = dead.next();
    task.ends(first, dead.ownerId(), new Outcome.Failed(rateLimited(SEVEN)));
    Duration before = Duration.ofMillis(2_300);
    task.timePasses(before);

    // When
    task.comesTo(next);
    task.catchesUp();

    // Then
    task.timePasses(SEVEN.minus(before).minusMillis(1));
    assertThat(next.isIdle()).isTrue();
    task.timePasses(SWEEP.plusMillis(1));
    Attempt second = next.next();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.target()).isEqualTo(first.target());
    assertThat(dead.starts + next.starts).isEqualTo(2);
  }

  @Test
  void shouldGoOnOnceItHasCaughtUpWhenTheWaitEndedWhileNobodyHadTheTask() {
    // Given
    task.comesTo(dead);
    task.publishesFor("patient", "r-1");
    task.ends(dead.next(), dead.ownerId(), new Outcome.Failed(rateLimited(Duration.ofMillis(500))));
    task.isAway(Duration.ofSeconds(20));

    // When
    task.comesTo(next);
    task.timePasses(SWEEP);
    assertThat(next.isIdle()).isTrue();
    task.catchesUp();

    // Then
    assertThat(next.next().number()).isEqualTo(2);
  }

  @Test
  void shouldCountRetriesOnWhenTheTaskComesToAnotherProcess() {
    // Given
    task.comesTo(dead);
    task.publishesFor("patient", "r-1");
    task.ends(dead.next(), dead.ownerId(), new Outcome.Failed(serverError()));
    task.timePasses(Duration.ofSeconds(3));
    task.ends(dead.next(), dead.ownerId(), new Outcome.Failed(serverError()));
    task.comesTo(next);
    task.catchesUp();
    task.timePasses(Duration.ofSeconds(5));

    // When
    task.ends(next.next(), next.ownerId(), new Outcome.Failed(serverError()));

    // Then
    assertThat(task.errors()).hasSize(1);
    assertThat(task.errors().get(0).getAttempts()).hasSize(3);
  }

  @Test
  void shouldSettleWhatALostAttemptsFailureCostWithItsCall() {
    // Given
    task.comesTo(dead);
    task.publishesFor("single", "r-1");
    Attempt lost = dead.next();
    task.comesTo(next);
    task.catchesUp();
    task.timePasses(RecoveryHarness.LEASE.plus(SWEEP));
    Attempt again = next.next();
    Outcome cutOff = new Outcome.Failed(serverError(), false, Usage.of(40, 8));

    // When
    task.ends(lost, dead.ownerId(), cutOff);
    task.ends(lost, dead.ownerId(), cutOff);
    task.ends(again, next.ownerId(), new Outcome.Answered(Answer.text("water", Usage.of(10, 5))));

    // Then
    CompletionResult result = task.results().get(0);
    assertThat(result.getUsage().getInputTokens()).isEqualTo(50);
    assertThat(result.getAttempts()).hasSize(2);
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldTakeUpALostAttemptOfARetryAtTheSameTarget() {
    // Given
    task.comesTo(dead);
    task.publishesFor("patient", "r-1");
    task.ends(dead.next(), dead.ownerId(), new Outcome.Failed(serverError()));
    task.timePasses(Duration.ofSeconds(3));
    dead.next();

    // When
    task.comesTo(next);
    task.catchesUp();
    task.timePasses(RecoveryHarness.LEASE.plus(SWEEP));

    // Then
    Attempt again = next.next();
    assertThat(again.target().name()).isEqualTo("slow");
    assertThat(again.number()).isEqualTo(3);
  }
}
