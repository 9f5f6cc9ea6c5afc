package dev.sluice.topology;

import static dev.sluice.topology.BatchingGateway.MAX_WAIT;
import static dev.sluice.topology.CancelledCalls.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.RetryPolicy;
import dev.sluice.wire.OutcomeRecords;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a provider batch when the next owner is configured without its target. */
class UnconfiguredBatchTest {
  private final RecoveryHarness task =
      new RecoveryHarness()
          .withRoutes(BatchingGateway.route("chat", RetryPolicy.NONE, "first", "second"));
  private final TestDispatcher first = new TestDispatcher("owner-1");
  private final TestDispatcher next = new TestDispatcher("owner-2");

  @BeforeEach
  void gatherTwo() {
    task.comesTo(first);
    task.publishes("acme", BatchingGateway.patient("r-1", "chat"));
    task.publishes("acme", BatchingGateway.patient("r-2", "chat"));
  }

  private Sending sends() {
    task.timePasses(MAX_WAIT);
    return only(first.batches.sent);
  }

  private Sending submits() {
    Sending sent = sends();
    reads(OutcomeRecords.batchCreated("owner-1", CallFixtures.NOON, id(sent), "p-1"));
    return sent;
  }

  private Sending submitsAndEnds() {
    Sending sent = submits();
    reads(OutcomeRecords.batchEnded("owner-1", CallFixtures.NOON, id(sent)));
    return sent;
  }

  private static String id(Sending sent) {
    return sent.batch().batchId();
  }

  private void reads(SpecificRecord record) {
    task.process(GatewayHarness.TOPICS.attempts(), null, record);
  }

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
