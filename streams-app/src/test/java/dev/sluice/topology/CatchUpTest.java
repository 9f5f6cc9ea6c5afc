package dev.sluice.topology;

import static dev.sluice.topology.RecoveryHarness.LEASE;
import static dev.sluice.topology.RecoveryHarness.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.CallStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a task does and leaves alone until it has read what lay on the attempts topic. */
class CatchUpTest {
  private static final Outcome ANSWER =
      new Outcome.Answered(Answer.text("a gate for water", Usage.of(10, 5)));

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher dead = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");

  @Test
  void shouldNotPayAgainForAnAnswerThatLiesUnreadBeyondTheLease() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    Attempt first = dead.next();
    task.comesTo(next);
    task.timePasses(LEASE.multipliedBy(2));

    // When
    task.ends(first, dead.ownerId(), ANSWER);
    task.catchesUp();

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldNotPayAgainForALostCallsAnswerThatLiesUnread() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    Attempt lost = dead.next();
    dead.releaseAfterCommit(lost.attemptId());
    task.comesTo(dead);
    task.timePasses(LEASE.multipliedBy(2));

    // When
    task.ends(lost, dead.ownerId(), ANSWER);
    task.catchesUp();

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(dead.starts).isEqualTo(1);
  }

  @Test
  void shouldStartNewRequestsAndNoOldOnesBeforeItHasCaughtUp() {
    // Given
    task.comesTo(dead, 1);
    task.publishes("owned");
    task.publishes("queued");
    task.comesTo(next, 5);

    // When
    task.publishes("new");
    task.timePasses(SWEEP.multipliedBy(2));

    // Then
    assertThat(next.next().request().requestId()).isEqualTo("new");
    assertThat(next.isIdle()).isTrue();
    task.catchesUp();
    assertThat(next.next().request().requestId()).isEqualTo("queued");
  }

  @Test
  void shouldStartACallThatItsOwnerGaveUpAsSoonAsItHasCaughtUp() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    Attempt first = dead.next();
    task.comesTo(next);
    task.ends(first, dead.ownerId(), new Outcome.Abandoned());
    int startedBefore = next.starts;

    // When
    task.catchesUp();

    // Then
    assertThat(startedBefore).isZero();
    assertThat(next.next().number()).isEqualTo(2);
    assertThat(task.polling())
        .extracting(event -> event.getStatus())
        .containsExactly(CallStatus.IN_PROGRESS, CallStatus.QUEUED, CallStatus.IN_PROGRESS);
  }

  @Test
  void shouldNotGoOnWithAnOldCallBeforeItHasCaughtUp() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    Attempt first = dead.next();
    task.comesTo(next);

    // When
    task.ends(first, dead.ownerId(), new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(next.starts).isZero();
    task.catchesUp();
    assertThat(next.next().target().name()).isEqualTo("second");
  }

  @Test
  void shouldAskAgainWhenNoMarkComesWithinTheLeaseAndTakeEither() {
    // Given
    task.comesTo(dead, 1);
    task.publishes("owned");
    task.publishes("queued");
    task.comesTo(next, 2);
    int asked = next.marks.size();

    // When
    task.timePasses(LEASE.plus(SWEEP));

    // Then
    assertThat(asked).isEqualTo(1);
    assertThat(next.marks).hasSize(2);
    task.reads(next, next.marks.get(0));
    assertThat(next.starts).isEqualTo(2);
  }

  @Test
  void shouldNotTakeTheMarkOfAnEarlierInitialisationForItsOwn() {
    // Given
    task.comesTo(dead, 1);
    task.publishes("owned");
    task.publishes("queued");
    task.comesTo(next, 2);
    task.comesTo(next, 2);

    // When
    task.reads(next, next.marks.get(0));

    // Then
    assertThat(next.starts).isZero();
    task.catchesUp();
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldAskForNoMarkWhenTheJournalIsEmpty() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    task.ends(dead.next(), dead.ownerId(), ANSWER);

    // When
    task.comesTo(next);
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(next.marks).isEmpty();
  }

  @Test
  void shouldTakeTheAnswerThatLiesUnreadWhenItsDeadlineHasPassedMeanwhile() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    Attempt first = dead.next();
    task.isAway(Duration.ofMinutes(10));
    task.comesTo(next);
    task.timePasses(SWEEP.multipliedBy(2));

    // When
    task.ends(first, dead.ownerId(), ANSWER);
    task.catchesUp();

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(task.errors()).isEmpty();
  }

  @Test
  void shouldEndAnOverdueCallAsSoonAsItHasCaughtUp() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    task.isAway(Duration.ofMinutes(10));
    task.comesTo(next);
    task.timePasses(SWEEP.multipliedBy(2));
    int endedBefore = task.errors().size();

    // When
    task.catchesUp();

    // Then
    assertThat(endedBefore).isZero();
    assertThat(task.errors()).hasSize(1);
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldEndAnOverdueCallWhenNoMarkEverComes() {
    // Given
    task.comesTo(dead);
    task.publishes("r-1");
    task.isAway(Duration.ofMinutes(10));
    task.comesTo(next);

    // When
    task.timePasses(LEASE.plus(SWEEP));

    // Then
    assertThat(task.errors()).hasSize(1);
  }

  @Test
  void shouldTakeOverACallThatItsLivingOwnerDoesNotHold() {
    // Given
    task.comesTo(dead);
    task.publishes("lost by its owner");
    task.publishes("held by its owner");
    dead.next();
    Attempt held = dead.next();
    task.comesTo(next);
    task.catchesUp();

    // When
    for (int seconds = 0; seconds < 30; seconds += 5) {
      task.ownerAlive(dead.ownerId(), held);
      task.timePasses(Duration.ofSeconds(5));
    }

    // Then
    assertThat(next.next().request().requestId()).isEqualTo("lost by its owner");
    assertThat(next.isIdle()).isTrue();
  }

  @Test
  void shouldSayThatACallIsQueuedAgainWhenItGoesOnWithoutCredit() {
    // Given
    task.comesTo(dead, 2);
    task.publishes("r-1");
    task.publishes("r-2");
    Attempt first = dead.next();
    task.comesTo(next, 1);
    task.catchesUp();

    // When
    task.ends(first, dead.ownerId(), new Outcome.Failed(CallFixtures.serverError()));

    // Then
    assertThat(next.starts).isZero();
    assertThat(task.polling())
        .extracting(event -> event.getRequestId() + " " + event.getStatus())
        .containsExactly("r-1 IN_PROGRESS", "r-2 IN_PROGRESS", "r-1 QUEUED");
  }
}
