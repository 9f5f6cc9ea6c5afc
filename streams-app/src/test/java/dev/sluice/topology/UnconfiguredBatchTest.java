package dev.sluice.topology;

import static dev.sluice.topology.CancelledCalls.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.wire.OutcomeRecords;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What becomes of a provider batch when the next owner is configured without its target. */
class UnconfiguredBatchTest extends GatheredCalls {
  private void goesOnWithout(String... targets) {
    task.withRoutes(CallFixtures.route("chat", targets)).comesTo(next);
    task.catchesUp();
  }

  @Test
  void shouldLetRequestsGoOnAloneWhenTheirTargetTakesNoBatchesAnyMore() {
    // When
    goesOnWithout("first", "second");

    // Then
    assertThat(next.batches.sent).isEmpty();
    assertGoOnAt("first");
  }

  @Test
  void shouldBeFollowedByTheTermsItWasSentOnWhenItsTargetTakesNoBatchesAnyMore() {
    // Given
    Instant since = submits().batch().since();

    // When
    goesOnWithout("first", "second");

    // Then
    assertThat(only(next.batches.followed).expiresAt())
        .isEqualTo(since.plus(BatchingGateway.WINDOW));
    assertThat(next.starts).isZero();
  }

  @Test
  void shouldLetRequestsGoOnAloneWhenTheTargetOfABatchThatGathersIsNotConfiguredAnyMore() {
    // When
    goesOnWithout("second");

    // Then
    assertGoOnAt("second");
  }

  @Test
  void shouldLetRequestsGoOnAloneWhenTheTargetOfALostBatchIsNotConfiguredAnyMore() {
    // Given
    sends();
    goesOnWithout("second");

    // When
    task.ownerDead(first);

    // Then
    assertGoOnAt("second");
  }

  @Test
  void shouldLetRequestsGoOnAloneWhenTheTargetOfASubmittedBatchIsNotConfiguredAnyMore() {
    // Given
    submits();

    // When
    goesOnWithout("second");

    // Then
    assertGoOnAt("second");
  }

  @Test
  void shouldLetRequestsGoOnAloneWhenABatchIsCreatedForATargetThatIsNotConfiguredAnyMore() {
    // Given
    Sending sent = sends();
    goesOnWithout("second");

    // When
    reads(OutcomeRecords.batchCreated("owner-1", CallFixtures.NOON, id(sent), "p-1"));

    // Then
    assertGoOnAt("second");
  }

  @Test
  void shouldLetRequestsGoOnAloneWhenTheTargetOfAnEndedBatchIsNotConfiguredAnyMore() {
    // Given
    submitsAndEnds();

    // When
    goesOnWithout("second");

    // Then
    assertGoOnAt("second");
  }

  private void assertGoOnAt(String target) {
    assertThat(next.starts).isEqualTo(2);
    assertThat(next.next().target().name()).isEqualTo(target);
    assertThat(next.next().target().name()).isEqualTo(target);
    assertThat(rows()).isZero();
    assertThat(task.errors()).isEmpty();
  }

  private int rows() {
    return (int) task.stores().keyValues(StoreNames.BATCHES).approximateNumEntries();
  }
}
