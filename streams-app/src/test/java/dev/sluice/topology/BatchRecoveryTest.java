package dev.sluice.topology;

import static dev.sluice.topology.BatchingGateway.MAX_WAIT;
import static dev.sluice.topology.BatchingGateway.answer;
import static dev.sluice.topology.BatchingGateway.attempt;
import static dev.sluice.topology.BatchingGateway.requestIds;
import static dev.sluice.topology.BatchingGateway.told;
import static dev.sluice.topology.CancelledCalls.only;
import static dev.sluice.topology.RecoveryHarness.LEASE;
import static dev.sluice.topology.RecoveryHarness.SWEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.v1.CommandKind;
import dev.sluice.v1.CompletionResult;
import dev.sluice.wire.OutcomeRecords;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a provider batch, in each of its states, when its task comes to another owner.
 */
class BatchRecoveryTest extends GatheredCalls {
  @Test
  void shouldBeSentAsNewByTheNextOwnerWhenItWasGathering() {
    // Given
    task.comesTo(next);
    task.timePasses(MAX_WAIT);
    boolean wasSentEarly = !next.batches.sent.isEmpty();

    // When
    task.catchesUp();

    // Then
    assertThat(wasSentEarly).isFalse();
    Sending sent = only(next.batches.sent);
    assertThat(told(sent)).isEqualTo("first: r-1 r-2");
    assertThat(sent.maybeCreated()).isFalse();
    assertThat(first.batches.sent).isEmpty();
  }

  @Test
  void shouldGatherOnWhereItWasWhenTheNextOwnerHasCaughtUp() {
    // Given
    task.comesTo(next);
    task.catchesUp();

    // When
    task.publishes("acme", BatchingGateway.patient("r-3", "chat"));

    // Then
    assertThat(told(only(next.batches.sent))).isEqualTo("first: r-1 r-2 r-3");
  }

  @Test
  void shouldBeLookedForByTheNextOwnerWhenItsSenderWasSilentForTheLease() {
    // Given
    Sending sent = sends();
    task.comesTo(next);
    task.catchesUp();
    task.timePasses(LEASE.minus(SWEEP));
    boolean wasTakenOverEarly = !next.batches.sent.isEmpty();

    // When
    task.timePasses(SWEEP.multipliedBy(2));

    // Then
    assertThat(wasTakenOverEarly).isFalse();
    Sending again = only(next.batches.sent);
    assertThat(again.maybeCreated()).isTrue();
    assertThat(again.batch()).isEqualTo(sent.batch());
    assertThat(again.attempts()).isEqualTo(sent.attempts());
  }

  @Test
  void shouldBeLeftToItsSenderWhileThatNamesIt() {
    // Given
    Sending sent = sends();
    task.comesTo(next);
    task.catchesUp();

    // When
    for (int seconds = 0; seconds < 40; seconds += 5) {
      reads(
          OutcomeRecords.ownerAlive(
              "owner-1", CallFixtures.NOON.plusSeconds(seconds), List.of(id(sent))));
      task.timePasses(Duration.ofSeconds(5));
    }

    // Then
    assertThat(next.batches.sent).isEmpty();
  }

  @Test
  void shouldBeLookedForOnceCaughtUpWhenItsOwnProcessDoesNotSendIt() {
    // Given
    sends();
    first.batches.sending.clear();
    task.comesTo(first);
    boolean wasTakenUpEarly = first.batches.sent.size() > 1;

    // When
    task.catchesUp();

    // Then
    assertThat(wasTakenUpEarly).isFalse();
    assertThat(first.batches.sent).hasSize(2);
    assertThat(first.batches.sent.get(1).maybeCreated()).isTrue();
  }

  @Test
  void shouldBeSentOnceWhenItsOwnProcessStillSendsIt() {
    // Given
    sends();
    task.comesTo(first);

    // When
    task.catchesUp();
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(first.batches.sent).hasSize(1);
  }

  @Test
  void shouldNotBeLookedForWhenItsCreationIsReadBeforeTheTaskHasCaughtUp() {
    // Given
    Sending sent = sends();
    task.comesTo(next);
    reads(OutcomeRecords.batchCreated("owner-1", CallFixtures.NOON, id(sent), "p-1"));

    // When
    task.catchesUp();
    task.timePasses(LEASE.multipliedBy(2));

    // Then
    assertThat(next.batches.sent).isEmpty();
    assertThat(next.batches.followed).containsExactly(sent.batch().at("p-1"));
  }

  @Test
  void shouldNotSendACancelledRequestWhenItIsTakenOver() {
    // Given
    Sending sent = sends();
    Attempt cancelled = attempt(sent, "r-1");
    task.commands(CommandKind.CANCEL, cancelled.pollingId());
    task.comesTo(next);
    task.catchesUp();

    // When
    task.ownerDead(first);

    // Then
    Sending again = only(next.batches.sent);
    assertThat(again.withdrawn()).containsExactly(cancelled.attemptId());
    assertThat(again.attempts())
        .extracting(Attempt::attemptId)
        .containsExactlyElementsOf(sent.attempts().stream().map(Attempt::attemptId).toList());
    assertThat(again.attempts().get(0).request().messages()).isEmpty();
  }

  @Test
  void shouldBeFollowedAtOnceWhenItIsAtItsProvider() {
    // Given
    Sending sent = submits();

    // When
    task.comesTo(next);

    // Then
    assertThat(next.batches.followed).containsExactly(sent.batch().at("p-1"));
    assertThat(next.batches.sent).isEmpty();
  }

  @Test
  void shouldBeSettledOnceTheTaskHasCaughtUpForWhatHasNoOutcomeThen() {
    // Given
    Sending sent = submitsAndEnds();
    task.comesTo(next);
    boolean wasSettledEarly = !next.batches.settled.isEmpty();
    task.ends(attempt(sent, "r-1"), "owner-1", answer(10, 5));

    // When
    task.catchesUp();

    // Then
    assertThat(wasSettledEarly).isFalse();
    assertThat(next.batches.followed).isEmpty();
    assertThat(requestIds(only(next.batches.settled))).isEqualTo("r-2");
    assertThat(task.results()).extracting(CompletionResult::getRequestId).containsExactly("r-1");
  }
}
