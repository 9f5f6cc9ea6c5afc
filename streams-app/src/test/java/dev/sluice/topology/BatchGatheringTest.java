package dev.sluice.topology;

import static dev.sluice.topology.BatchingGateway.MAX_WAIT;
import static dev.sluice.topology.BatchingGateway.TERMS;
import static dev.sluice.topology.BatchingGateway.patient;
import static dev.sluice.topology.CancelledCalls.only;
import static dev.sluice.topology.GatewayHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.Attempt;
import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.v1.CallStatus;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which requests are gathered to a provider batch, and when that is sent. */
class BatchGatheringTest {
  @TempDir Path stateDir;
  private BatchingGateway its;

  @BeforeEach
  void start() {
    its = new BatchingGateway(stateDir);
    its.gateway.tenant("acme");
    its.gateway.tenant("globex");
  }

  @AfterEach
  void stop() {
    its.close();
  }

  @Test
  void shouldGatherByTargetWhoeverTheTenantIs() {
    // Given
    its.publishes("chat", "r-1");
    its.publishes("single", "r-2");
    its.gateway.publishes("globex", patient("r-3", "chat"));

    // When
    its.gateway.timePasses(MAX_WAIT);

    // Then
    assertThat(its.sent()).containsExactlyInAnyOrder("first: r-1 r-3", "only: r-2");
    assertThat(its.dispatcher.isIdle()).isTrue();
  }

  @Test
  void shouldBeSentWhenItHasAsManyRequestsAsItMay() {
    // Given
    its.publishes("chat", "r-1", "r-2");
    boolean wasSentEarly = !its.batches.sent.isEmpty();

    // When
    its.publishes("chat", "r-3");

    // Then
    assertThat(wasSentEarly).isFalse();
    assertThat(its.sent()).containsExactly("first: r-1 r-2 r-3");
  }

  @Test
  void shouldBeSentWhenItsFirstRequestHasWaitedLongEnough() {
    // Given
    its.publishes("chat", "r-1");
    its.gateway.timePasses(MAX_WAIT.minusSeconds(1));
    its.publishes("chat", "r-2");
    boolean wasSentEarly = !its.batches.sent.isEmpty();

    // When
    its.gateway.timePasses(MAX_WAIT.minus(MAX_WAIT.minusSeconds(1)));

    // Then
    assertThat(wasSentEarly).isFalse();
    assertThat(its.sent()).containsExactly("first: r-1 r-2");
  }

  @Test
  void shouldGatherAnotherWhenOneWasSent() {
    // Given
    its.publishes("chat", "r-1", "r-2", "r-3", "r-4");

    // When
    its.gateway.timePasses(MAX_WAIT);

    // Then
    assertThat(its.sent()).containsExactly("first: r-1 r-2 r-3", "first: r-4");
    assertThat(its.batches.sent)
        .extracting(sent -> sent.batch().batchId())
        .doesNotHaveDuplicates()
        .allMatch(batchId -> batchId.startsWith("batch_"));
  }

  @Test
  void shouldBeSentWithItsRequestsAsTheyAreAndAsCertainlyNew() {
    // Given
    its.publishes("chat", "r-1");

    // When
    its.gateway.timePasses(MAX_WAIT);

    // Then
    Sending sent = only(its.batches.sent);
    assertThat(sent.maybeCreated()).isFalse();
    assertThat(sent.withdrawn()).isEmpty();
    assertThat(sent.batch().providerId()).isNull();
    assertThat(sent.batch().since()).isEqualTo(START.plus(MAX_WAIT));
    Attempt attempt = only(sent.attempts());
    assertThat(attempt.number()).isEqualTo(1);
    assertThat(attempt.tenant()).isEqualTo("acme");
    assertThat(attempt.request().messages())
        .isEqualTo(CallFixtures.request("r-1", "chat").messages());
  }

  @Test
  void shouldHaveARowOfItsOwnerWhenItMayReachItsProvider() {
    // Given
    its.publishes("chat", "r-1");
    boolean hadOneBefore = its.gateway.contents().with("owner-1").contains(StoreNames.BATCHES);

    // When
    its.gateway.timePasses(MAX_WAIT);

    // Then
    assertThat(hadOneBefore).isFalse();
    assertThat(its.gateway.contents().with("owner-1")).contains(StoreNames.BATCHES);
  }

  @Test
  void shouldKeepARequestQueuedForItsClientWhileItWaits() {
    // When
    its.publishes("chat", "r-1");

    // Then
    assertThat(only(its.gateway.polling()).getStatus()).isEqualTo(CallStatus.QUEUED);
  }

  @Test
  void shouldCallARequestAloneAtOnceWhenItsAnswerCannotWait() {
    // When
    its.gateway.publishes("acme", CallFixtures.request("r-1", "chat"));

    // Then
    assertThat(its.dispatcher.next().request().requestId()).isEqualTo("r-1");
    its.gateway.timePasses(MAX_WAIT);
    assertThat(its.batches.sent).isEmpty();
  }

  @Test
  void shouldCallARequestAloneAtOnceWhenItsDeadlineLeavesTooLittleForABatch() {
    // Given
    its.gateway.publishes("acme", patient("enough", "chat", START.plus(TERMS.longest())));

    // When
    its.gateway.publishes(
        "acme", patient("too little", "chat", START.plus(TERMS.longest()).minusMillis(1)));

    // Then
    assertThat(its.dispatcher.next().request().requestId()).isEqualTo("too little");
    its.gateway.timePasses(MAX_WAIT);
    assertThat(its.sent()).containsExactly("first: enough");
  }

  @Test
  void shouldTakeNoCreditOfTheTask() {
    // Given
    its.gateway.withCredit(1).tenant("acme");
    its.publishes("chat", "r-1", "r-2", "r-3");

    // When
    its.gateway.publishes("acme", CallFixtures.request("r-4", "chat"));

    // Then
    assertThat(its.sent()).containsExactly("first: r-1 r-2 r-3");
    assertThat(its.dispatcher.next().request().requestId()).isEqualTo("r-4");
  }
}
