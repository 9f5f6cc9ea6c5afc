package dev.sluice.topology;

import static dev.sluice.topology.BatchingGateway.MAX_WAIT;
import static dev.sluice.topology.CancelledCalls.only;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.RetryPolicy;
import dev.sluice.wire.OutcomeRecords;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;

/** Two calls that gather for a provider batch, in a task that another owner may get. */
abstract class GatheredCalls {
  final RecoveryHarness task =
      new RecoveryHarness()
          .withRoutes(BatchingGateway.route("chat", RetryPolicy.NONE, "first", "second"));
  final TestDispatcher first = new TestDispatcher("owner-1");
  final TestDispatcher next = new TestDispatcher("owner-2");

  @BeforeEach
  void gatherTwo() {
    task.comesTo(first);
    task.publishes("acme", BatchingGateway.patient("r-1", "chat"));
    task.publishes("acme", BatchingGateway.patient("r-2", "chat"));
  }

  Sending sends() {
    task.timePasses(MAX_WAIT);
    return only(first.batches.sent);
  }

  Sending submits() {
    Sending sent = sends();
    reads(OutcomeRecords.batchCreated("owner-1", CallFixtures.NOON, id(sent), "p-1"));
    return sent;
  }

  Sending submitsAndEnds() {
    Sending sent = submits();
    reads(OutcomeRecords.batchEnded("owner-1", CallFixtures.NOON, id(sent)));
    return sent;
  }

  static String id(Sending sent) {
    return sent.batch().batchId();
  }

  void reads(SpecificRecord record) {
    task.process(GatewayHarness.TOPICS.attempts(), null, record);
  }
}
