package dev.sluice.topology;

import static dev.sluice.topology.RecoveryHarness.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * When the calls of a process that is gone are made again: at once if it is known to have ended.
 */
class ProofOfDeathTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher dead = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");
  private final TestDispatcher third = new TestDispatcher("owner-3");

  private Attempt underWay() {
    task.comesTo(dead);
    task.publishes("r-1");
    return dead.next();
  }

  @Test
  void shouldTakeACallUpOnceItHasCaughtUpWhenItsOwnerIsDead() {
    // Given
    Attempt lost = underWay();
    task.comesTo(next);
    task.ownerDead(dead);
    int startedBehind = next.starts;

    // When
    task.catchesUp();

    // Then
    assertThat(startedBehind).isZero();
    Attempt again = next.next();
    assertThat(again.pollingId()).isEqualTo(lost.pollingId());
    assertThat(again.number()).isEqualTo(2);
  }

  @Test
  void shouldTakeACallUpAtOnceWhenItsOwnersEndIsToldLater() {
    // Given
    underWay();
    task.comesTo(next);
    task.catchesUp();

    // When
    task.ownerDead(dead);

    // Then
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldNotMakeACallAgainWhenTheDeadOwnersAnswerIsStillToBeRead() {
    // Given
    Attempt answered = underWay();
    task.comesTo(next);
    task.ownerDead(dead);

    // When
    task.ends(
        answered, dead.ownerId(), new Outcome.Answered(Answer.text("a gate", Usage.of(10, 5))));
    task.catchesUp();

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldRememberWhoIsDeadWhenTheTaskMovesOnBeforeItHasCaughtUp() {
    // Given
    underWay();
    task.comesTo(next);
    task.ownerDead(dead);

    // When
    task.comesTo(third);
    task.catchesUp();

    // Then
    assertThat(third.starts).isEqualTo(1);
  }

  @Test
  void shouldGoOnAsBeforeWhenItIsTakenForDeadItself() {
    // Given
    Attempt attempt = underWay();

    // When
    task.ownerDead(dead);
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(dead.starts).isEqualTo(1);
    assertThat(dead.isLive(attempt.attemptId())).isTrue();
  }

  @Test
  void shouldEndTheCallOnceWhenAnOwnerThatWasTakenForDeadAnswersToo() {
    // Given
    Attempt first = underWay();
    task.comesTo(next);
    task.ownerDead(dead);
    task.catchesUp();
    Attempt second = next.next();

    // When
    task.ends(first, dead.ownerId(), new Outcome.Answered(Answer.text("a gate", Usage.of(10, 5))));
    task.ends(second, next.ownerId(), new Outcome.Answered(Answer.text("a gate", Usage.of(9, 5))));

    // Then
    assertThat(task.results()).hasSize(1);
    assertThat(task.errors()).isEmpty();
  }

  @Test
  void shouldCountTheLeaseFromTheLastHeartbeatThatTheFormerOwnerRead() {
    // Given
    Attempt attempt = underWay();
    task.timePasses(Duration.ofSeconds(30));
    task.ownerAlive(dead.ownerId(), attempt);
    task.isAway(LEASE.minus(SECOND));
    task.comesTo(next);

    // When
    task.catchesUp();
    int startedWithinLease = next.starts;
    task.timePasses(SECOND);

    // Then
    assertThat(startedWithinLease).isZero();
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldCountTheLeaseByTheOwnersClockWhenTheFormerReadersWasBehind() {
    // Given
    Duration ahead = Duration.ofSeconds(6);
    Attempt attempt = underWay();
    task.ownerAlive(dead.ownerId(), ahead, attempt);
    task.isAway(LEASE.plus(ahead).minus(SECOND));
    task.comesTo(next);

    // When
    task.catchesUp();
    int startedWithinLease = next.starts;
    task.timePasses(SECOND);

    // Then
    assertThat(startedWithinLease).isZero();
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldCountTheLeaseFromTheNewestHeartbeatWhenAnOlderOneIsReadAfterIt() {
    // Given
    Attempt attempt = underWay();
    task.timePasses(Duration.ofSeconds(30));
    task.ownerAlive(dead.ownerId(), attempt);
    task.ownerAlive(dead.ownerId(), Duration.ofSeconds(-10), attempt);
    task.isAway(LEASE.minus(SECOND));
    task.comesTo(next);

    // When
    task.catchesUp();

    // Then
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldStoreNothingAndEndTheLeaseWhenAnOwnerLivesWithoutTheCall() {
    // Given
    underWay();
    task.comesTo(next);
    task.catchesUp();
    task.timePasses(LEASE.minus(SECOND));
    Map<String, String> rows = task.rows();

    // When
    task.ownerAlive(dead.ownerId());

    // Then
    assertThat(task.rows()).isEqualTo(rows);
    task.timePasses(SECOND);
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldTakeACallUpOnceItHasCaughtUpWhenItsOwnersLeaseIsOverByThen() {
    // Given
    Attempt attempt = underWay();
    task.ownerAlive(dead.ownerId(), attempt);
    task.isAway(LEASE);
    task.comesTo(next);

    // When
    task.catchesUp();

    // Then
    assertThat(next.starts).isEqualTo(1);
  }

  @Test
  void shouldCountTheLeaseFromTheStartOfAnAttemptThatNoHeartbeatHasNamedYet() {
    // Given
    task.comesTo(dead);
    task.timePasses(LEASE.multipliedBy(4));
    task.publishes("r-1");
    task.comesTo(next);
    task.catchesUp();

    // When
    task.timePasses(LEASE.minus(SECOND));
    int startedWithinLease = next.starts;
    task.timePasses(SECOND);

    // Then
    assertThat(startedWithinLease).isZero();
    assertThat(next.starts).isEqualTo(1);
  }
}
