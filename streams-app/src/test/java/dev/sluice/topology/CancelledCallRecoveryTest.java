package dev.sluice.topology;

import static dev.sluice.topology.CancelledCalls.cancelled;
import static dev.sluice.topology.RecoveryHarness.LEASE;
import static dev.sluice.topology.RecoveryHarness.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.PollingEvent;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a cancelled call's reservation when its task comes to another owner. */
class CancelledCallRecoveryTest {
  private final RecoveryHarness task = new RecoveryHarness();
  private final TestDispatcher first = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");
  private Attempt attempt;

  @BeforeEach
  void cancelACall() {
    task.comesTo(first, 1);
    task.publishes("r-1");
    attempt = first.next();
    task.commands(CommandKind.CANCEL, attempt.pollingId());
  }

  @Test
  void shouldKeepTheEntryWithoutThePayload() {
    assertThat(task.errors()).hasSize(1);
    assertThat(rows(StoreNames.JOURNAL)).isEqualTo(1);
    assertThat(rows(StoreNames.PAYLOADS)).isZero();
  }

  @Test
  void shouldSettleAtTheOutcomeWhereverThatIsRead() {
    // Given
    task.comesTo(next, 1);
    task.catchesUp();

    // When
    task.ends(attempt, first.ownerId(), cancelled());

    // Then
    assertThat(rows(StoreNames.JOURNAL)).isZero();
    assertThat(task.errors()).hasSize(1);
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldSettleWhenItsOwnerWasSilentForTheLease() {
    // Given
    task.comesTo(next, 1);
    task.catchesUp();
    task.publishes("r-2");
    boolean startedEarly = next.starts > 0;

    // When
    task.timePasses(LEASE.plus(SWEEP));

    // Then
    assertThat(startedEarly).isFalse();
    assertThat(next.next().request().requestId()).isEqualTo("r-2");
    assertThat(rows(StoreNames.JOURNAL)).isEqualTo(1);
    assertThat(task.errors()).hasSize(1);
  }

  @Test
  void shouldSettleALeaseAfterTheDeadlineWhenItsOwnerNeverEndsIt() {
    // Given
    task.comesTo(next, 1);
    task.catchesUp();

    // When
    for (int seconds = 0; seconds < 180; seconds += 5) {
      task.ownerAlive(first.ownerId(), attempt);
      task.timePasses(Duration.ofSeconds(5));
    }

    // Then
    assertThat(rows(StoreNames.JOURNAL)).isZero();
    assertThat(task.errors()).hasSize(1);
  }

  @Test
  void shouldSettleAtOnceWhenItsOwnProcessDoesNotHoldIt() {
    // Given
    first.releaseAfterCommit(attempt.attemptId());
    task.comesTo(first, 1);

    // When
    task.catchesUp();

    // Then
    assertThat(rows(StoreNames.JOURNAL)).isZero();
    assertThat(first.starts).isEqualTo(1);
    assertThat(task.polling()).extracting(PollingEvent::getRequestId).containsExactly("r-1");
  }

  private int rows(String store) {
    return (int) task.stores().keyValues(store).approximateNumEntries();
  }
}
