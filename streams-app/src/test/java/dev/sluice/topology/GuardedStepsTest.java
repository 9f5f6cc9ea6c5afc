package dev.sluice.topology;

import static dev.sluice.topology.RecoveryHarness.LEASE;
import static dev.sluice.topology.RecoveryHarness.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.call.Answer;
import dev.sluice.call.Attempt;
import dev.sluice.call.Outcome;
import dev.sluice.call.Usage;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.ErrorStage;
import dev.sluice.wire.NewerRowException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a call that makes the gateway throw when no record of its own is processed. */
class GuardedStepsTest {
  private static final Outcome ANSWER =
      new Outcome.Answered(Answer.text("a gate for water", Usage.of(10, 5)));

  private final RecoveryHarness task = new RecoveryHarness().withTransactions();
  private final TestDispatcher process = new TestDispatcher("owner-1");

  @Test
  void shouldEndAQueuedCallThatCantBeStartedAndLeaveTheRecordOfTheMomentAlone() {
    // Given
    task.comesTo(process, 1);
    task.publishes("good");
    task.publishes("bad");
    Attempt attempt = process.next();
    process.poison = "bad";
    for (int tries = 0; tries < PoisonPills.TRIES; tries++) {
      assertThatThrownBy(() -> task.ends(attempt, process.ownerId(), ANSWER))
          .isInstanceOf(IllegalStateException.class);
      task.comesTo(process, 1);
      task.catchesUp();
    }

    // When
    task.ends(attempt, process.ownerId(), ANSWER);

    // Then
    assertThat(task.results()).extracting(result -> result.getRequestId()).containsExactly("good");
    ErrorRecord failed = only(ended());
    assertThat(failed.getRequestId()).isEqualTo("bad");
    assertThat(failed.getFailure().getTypePath()).containsExactly("gateway", "internal");
    ErrorRecord letter = only(letters());
    assertThat(letter.getTenant()).isEqualTo("acme");
    assertThat(letter.getSource().getOffset()).isEqualTo(1);
    assertThat(letter.toString()).doesNotContain("sluice?").doesNotContain(failed.getPollingId());
  }

  @Test
  void shouldEndALostCallThatCantBeTakenUp() {
    // Given
    task.comesTo(process);
    task.publishes("bad");
    process.releaseAfterCommit(process.next().attemptId());
    process.poison = "bad";
    for (int tries = 0; tries < PoisonPills.TRIES; tries++) {
      task.comesTo(process);
      assertThatThrownBy(task::catchesUp).isInstanceOf(IllegalStateException.class);
    }

    // When
    task.comesTo(process);
    task.catchesUp();

    // Then
    assertThat(only(ended()).getRequestId()).isEqualTo("bad");
    assertThat(letters()).hasSize(1);
    task.timePasses(LEASE.multipliedBy(10));
    assertThat(ended()).hasSize(1);
  }

  @Test
  void shouldTellTheClientWhenACallCantEvenBeSettled() {
    // Given
    task.comesTo(process);
    task.publishes("r-1");
    damage(StoreNames.LIMITS);
    task.isAway(Duration.ofMinutes(10));
    for (int tries = 0; tries < PoisonPills.TRIES + 1; tries++) {
      task.comesTo(process);
      assertThatThrownBy(task::catchesUpAndSweeps).isInstanceOf(RuntimeException.class);
    }

    // When
    task.comesTo(process);
    task.catchesUpAndSweeps();

    // Then
    assertThat(only(ended()).getFailure().getTypePath()).containsExactly("gateway", "internal");
    assertThat(letters()).hasSize(1);
    assertThat(task.stores().keyValues(StoreNames.JOURNAL).approximateNumEntries()).isZero();
  }

  @Test
  void shouldSetARowAsideThatCantBeReadAndGoOnWithTheOthers() {
    // Given
    task.comesTo(process, 1);
    task.publishes("damaged");
    damage(StoreNames.JOURNAL);
    task.comesTo(process, 1);

    // When
    task.timePasses(SWEEP.multipliedBy(3));
    task.publishes("next");

    // Then
    ErrorRecord letter = only(letters());
    assertThat(letter.getSource().getOffset()).isZero();
    assertThat(letter.getFailure().getMessage()).contains("set aside");
    assertThat(process.next().request().requestId()).isEqualTo("damaged");
    assertThat(process.next().request().requestId()).isEqualTo("next");
    assertThat(task.stores().keyValues(StoreNames.JOURNAL).approximateNumEntries()).isEqualTo(2);
  }

  @Test
  void shouldGoOnSweepingWhenARowOfTheLimitsCantBeRead() {
    // Given
    task.comesTo(process);
    task.publishes("r-1");
    damage(StoreNames.LIMITS);

    // When
    task.timePasses(SWEEP.multipliedBy(3));

    // Then
    assertThat(letters()).isEmpty();
    assertThat(ended()).isEmpty();
  }

  @Test
  void shouldWaitForTheNewerReleaseWhenThatWroteARow() {
    // Given
    task.comesTo(process);
    task.publishes("r-1");
    var rows = task.stores().keyValues(StoreNames.JOURNAL);
    rows.put(process.next().pollingId(), new byte[] {99});
    task.stores().commit();

    // When / Then
    for (int tries = 0; tries < PoisonPills.TRIES + 2; tries++) {
      assertThatThrownBy(() -> task.comesTo(process)).isInstanceOf(NewerRowException.class);
    }
    assertThat(rows.approximateNumEntries()).isEqualTo(1);
  }

  /** Of its only row. */
  private void damage(String store) {
    var rows = task.stores().keyValues(store);
    String key;
    try (var all = rows.all()) {
      key = all.next().key;
    }
    rows.put(key, new byte[] {1, 7});
    task.stores().commit();
  }

  private List<ErrorRecord> ended() {
    return task.errors().stream().filter(each -> each.getStage() == ErrorStage.FAILED).toList();
  }

  private List<ErrorRecord> letters() {
    return task.errors().stream().filter(each -> each.getStage() != ErrorStage.FAILED).toList();
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.get(0);
  }
}
