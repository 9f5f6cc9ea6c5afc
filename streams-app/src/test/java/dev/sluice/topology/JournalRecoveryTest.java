package dev.sluice.topology;

import static dev.sluice.topology.RecoveryHarness.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.CallStatus;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of the calls in the journal when their task comes to another owner, or back. */
class JournalRecoveryTest {
  private static final Outcome ANSWER =
      new Outcome.Answered(Answer.text("a gate for water", Usage.of(10, 5)));
  private static final Duration MS = Duration.ofMillis(1);

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher dead = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");

  private Attempt underWay() {
    task.comesTo(dead);
    task.publishes("r-1");
    return dead.next();
  }

  /** Of a task that has come to another process, which has caught up. */
  private Attempt underWayWhenTheTaskMoved() {
    Attempt attempt = underWay();
    task.comesTo(next);
    task.catchesUp();
    return attempt;
  }

  @Test
  void shouldWriteAndForwardNothingWhenTheTaskIsInitialised() {
    // Given
    task.comesTo(dead, 1);
    task.publishes("owned");
    task.publishes("queued");
    int forwarded = task.forwarded();
    Map<String, String> rows = task.stores().rows();

    // When
    task.comesTo(next, 2);

    // Then
    assertThat(task.stores().rows()).isEqualTo(rows).isNotEmpty();
    assertThat(task.forwarded()).isEqualTo(forwarded);
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldAdoptALiveCallWhenTheTaskComesBackToItsProcess() {
    // Given
    Attempt attempt = underWay();

    // When
    task.comesTo(dead);
    task.timePasses(LEASE.multipliedBy(2));
    task.ends(attempt, dead.ownerId(), ANSWER);

    // Then
    assertThat(dead.starts).isEqualTo(1);
    assertThat(task.results()).hasSize(1);
    assertThat(task.errors()).isEmpty();
  }

  @Test
  void shouldStartACallAgainWhenItsOwnProcessDoesNotHoldIt() {
    // Given
    Attempt lost = underWay();
    dead.releaseAfterCommit(lost.attemptId());

    // When
    task.comesTo(dead);
    task.catchesUp();

    // Then
    Attempt again = dead.next();
    assertThat(again.number()).isEqualTo(2);
    assertThat(again.target()).isEqualTo(lost.target());
    assertThat(again.request()).isEqualTo(lost.request());
    assertThat(again.attemptId()).isNotEqualTo(lost.attemptId());
    task.timePasses(LEASE.multipliedBy(2));
    assertThat(dead.starts).isEqualTo(2);
  }

  @Test
  void shouldStartALostCallAgainWhenItsProcessSaysThatItLivesForOthers() {
    // Given
    task.comesTo(dead);
    task.publishes("lost");
    task.publishes("live");
    dead.releaseAfterCommit(dead.next().attemptId());
    Attempt live = dead.next();

    // When
    task.comesTo(dead);
    task.ownerAlive(dead.ownerId(), live);
    task.catchesUp();

    // Then
    assertThat(dead.next().request().requestId()).isEqualTo("lost");
    assertThat(dead.isIdle()).isTrue();
  }

  @Test
  void shouldGoOnOnlyOnceWhenALostCallsOutcomeIsReadBeforeItIsTakenUp() {
    // Given
    Attempt lost = underWay();
    dead.releaseAfterCommit(lost.attemptId());
    task.comesTo(dead);

    // When
    task.ends(lost, dead.ownerId(), new Outcome.Failed(CallFixtures.serverError()));
    task.catchesUp();

    // Then
    assertThat(dead.next().target().name()).isEqualTo("second");
    assertThat(dead.isIdle()).isTrue();
  }

  @Test
  void shouldStartQueuedCallsOnceItHasCaughtUp() {
    // Given
    task.comesTo(dead, 1);
    task.publishes("owned");
    task.publishes("queued");

    // When
    task.comesTo(next, 2);
    task.catchesUp();

    // Then
    Attempt started = next.next();
    assertThat(started.request().requestId()).isEqualTo("queued");
    assertThat(started.number()).isEqualTo(1);
    assertThat(next.isIdle()).isTrue();
    assertThat(last(task.polling()).getStatus()).isEqualTo(CallStatus.IN_PROGRESS);
  }

  @Test
  void shouldTakeACallOverOnceWhenItsOwnerWasSilentForTheLease() {
    // Given
    Attempt first = underWayWhenTheTaskMoved();

    // When
    task.timePasses(LEASE.minus(MS));
    int startedWithinLease = next.starts;
    task.timePasses(LEASE);

    // Then
    assertThat(startedWithinLease).isZero();
    assertThat(next.starts).isEqualTo(1);
    Attempt second = next.next();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.pollingId()).isEqualTo(first.pollingId());
    assertThat(second.target()).isEqualTo(first.target());
    assertThat(second.attemptId()).isNotEqualTo(first.attemptId());
  }

  @Test
  void shouldLeaveACallAloneAsLongAsItsOwnerIsHeard() {
    // Given
    Attempt attempt = underWayWhenTheTaskMoved();
    task.timePasses(LEASE.minus(MS));

    // When
    task.ownerAlive(dead.ownerId(), attempt);
    task.timePasses(LEASE.minus(MS));
    int startedWithinLease = next.starts;
    task.timePasses(Duration.ofSeconds(2));

    // Then
    assertThat(startedWithinLease).isZero();
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldEndACallWithoutAnotherStartWhenTheDeadOwnersOutcomeIsStillToBeRead() {
    // Given
    Attempt first = underWayWhenTheTaskMoved();

    // When
    task.ends(first, dead.ownerId(), ANSWER);
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(task.errors()).isEmpty();
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldStartACallAtOnceWhenItsOwnerGaveItUp() {
    // Given
    Attempt first = underWayWhenTheTaskMoved();

    // When
    task.ends(first, dead.ownerId(), new Outcome.Abandoned());

    // Then
    assertThat(next.next().number()).isEqualTo(2);
    task.timePasses(LEASE.multipliedBy(2));
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldTakeTheFirstAnswerAndBillTheSecondWhenTheOldOwnerWasOnlySlow() {
    // Given
    Attempt first = underWayWhenTheTaskMoved();
    task.timePasses(LEASE.plus(Duration.ofSeconds(1)));
    Attempt second = next.next();

    // When
    task.ends(first, dead.ownerId(), ANSWER);
    task.ends(second, next.ownerId(), ANSWER);

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(next.cancelled).containsExactly(second.attemptId());
    PollingEvent late = last(task.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(late.getLate().getAttemptId()).isEqualTo(second.attemptId());
  }

  @Test
  void shouldEndWithOneErrorRecordWhenTheDeadlinePassesWhileTheOwnerIsSilent() {
    // Given
    Attempt attempt = underWayWhenTheTaskMoved();
    task.timePasses(LEASE.minus(MS));
    task.ownerAlive(dead.ownerId(), attempt);
    task.timePasses(LEASE.minus(MS));
    task.ownerAlive(dead.ownerId(), attempt);
    task.timePasses(LEASE.minus(MS));
    task.ownerAlive(dead.ownerId(), attempt);

    // When
    task.timePasses(Duration.ofMinutes(3));

    // Then
    assertThat(task.errors()).hasSize(1);
    ErrorRecord failed = task.errors().get(0);
    assertThat(failed.getPollingId()).isNotNull();
    assertThat(failed.getFailure().getTypePath()).containsExactly("caller", "deadline_exceeded");
    assertThat(task.results()).isEmpty();
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldEndWithOneErrorRecordWhenTheOwnerLivesOnButNeverEndsTheCall() {
    // Given
    Attempt attempt = underWayWhenTheTaskMoved();

    // When
    for (int seconds = 0; seconds < 180; seconds += 5) {
      task.ownerAlive(dead.ownerId(), attempt);
      task.timePasses(Duration.ofSeconds(5));
    }

    // Then
    assertThat(task.errors()).hasSize(1);
    assertThat(next.starts).isZero();
  }

  private static <T> T last(List<T> all) {
    assertThat(all).isNotEmpty();
    return all.get(all.size() - 1);
  }
}
