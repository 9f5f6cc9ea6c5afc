package dev.sluice.topology;

import static dev.sluice.topology.BatchingGateway.MAX_WAIT;
import static dev.sluice.topology.BatchingGateway.WINDOW;
import static dev.sluice.topology.BatchingGateway.answer;
import static dev.sluice.topology.BatchingGateway.requestIds;
import static dev.sluice.topology.BatchingGateway.unfinished;
import static dev.sluice.topology.CancelledCalls.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.ProviderBatch;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.PollingEventKind;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests of provider batches whose clients no longer wait. */
class CancelledBatchTest {
  @TempDir Path stateDir;
  private BatchingGateway its;

  @BeforeEach
  void start() {
    its = new BatchingGateway(stateDir);
    its.gateway.tenant("acme", CancelledCalls.tokens(500_000));
  }

  @AfterEach
  void stop() {
    its.close();
  }

  @Test
  void shouldLeaveTheBatchAndCostNothingWhenThatIsNotSentYet() {
    // Given
    its.publishes("chat", "r-1", "r-2");
    String first = its.gateway.polling().get(0).getPollingId();

    // When
    its.cancels(first);
    its.gateway.timePasses(MAX_WAIT);

    // Then
    assertThat(only(its.gateway.errors()).getFailure().getTypePath())
        .containsExactly("caller", "cancelled");
    assertThat(its.sent()).containsExactly("first: r-2");
    assertThat(its.gateway.contents().with(first)).doesNotContain(StoreNames.JOURNAL);
    assertThat(used()).isZero();
  }

  @Test
  void shouldSendNoBatchWhenNobodyWaitsForItAnyMore() {
    // Given
    its.publishes("chat", "r-1");
    String pollingId = only(its.gateway.polling()).getPollingId();

    // When
    its.cancels(pollingId);
    its.gateway.timePasses(MAX_WAIT);

    // Then
    assertThat(its.batches.sent).isEmpty();
    assertThat(its.gateway.errors()).hasSize(1);
  }

  @Test
  void shouldWaitAsLongForItsSecondRequestWhenItsFirstWasCancelled() {
    // Given
    its.publishes("chat", "r-1");
    its.cancels(only(its.gateway.polling()).getPollingId());
    its.gateway.timePasses(Duration.ofSeconds(1));
    its.publishes("chat", "r-2");

    // When
    its.gateway.timePasses(MAX_WAIT.minusSeconds(1));

    // Then
    assertThat(its.batches.sent).isEmpty();
  }

  @Test
  void shouldEndForItsClientAndBillTheAnswerThatComesLater() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");
    its.gateway.polling();
    its.cancels(sent, "r-1");

    // When
    its.ends(sent, "r-1", answer(10, 5));
    its.ends(sent, "r-1", answer(10, 5));

    // Then
    assertThat(only(its.gateway.errors()).getFailure().getTypePath())
        .containsExactly("caller", "cancelled");
    assertThat(its.gateway.results()).isEmpty();
    PollingEvent late = only(its.gateway.polling());
    assertThat(late.getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(late.getLate().getUsage().getCostMicros()).isEqualTo(10);
    assertThat(used()).isEqualTo(15);
  }

  @Test
  void shouldLetTheBatchGoOnWhenSomeOfItsRequestsAreCancelled() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");

    // When
    its.cancels(sent, "r-1");
    its.ended(sent);

    // Then
    assertThat(its.batches.cancelled).isEmpty();
    assertThat(requestIds(only(its.batches.settled))).isEqualTo("r-1 r-2");
  }

  @Test
  void shouldStopTheBatchWhenAllItsRequestsAreCancelled() {
    // Given
    Sending sent = its.submits("chat", "r-1", "r-2");
    its.cancels(sent, "r-1");

    // When
    its.cancels(sent, "r-2");

    // Then
    assertThat(its.batches.cancelled).extracting(ProviderBatch::providerId).containsExactly("p-1");
  }

  @Test
  void shouldStopTheBatchOnceItIsCreatedWhenAllWereCancelledBefore() {
    // Given
    Sending sent = its.sends("chat", "r-1");
    its.cancels(sent, "r-1");
    boolean wasStoppedEarly = !its.batches.cancelled.isEmpty();

    // When
    its.created(sent, "p-1");

    // Then
    assertThat(wasStoppedEarly).isFalse();
    assertThat(its.batches.cancelled).containsExactly(sent.batch().at("p-1"));
    assertThat(its.batches.followed).containsExactly(sent.batch().at("p-1"));
  }

  @Test
  void shouldCostNothingWhenTheBatchLeftItUndone() {
    // Given
    Sending sent = its.submits("chat", "r-1");
    its.cancels(sent, "r-1");

    // When
    its.ends(sent, "r-1", unfinished());

    // Then
    assertThat(its.dispatcher.isIdle()).isTrue();
    assertThat(its.gateway.contents().with("p-1")).isEmpty();
    assertThat(used()).isZero();
  }

  @Test
  void shouldEndAtItsDeadlineAndBillTheAnswerThatComesLater() {
    // Given
    Sending sent = its.submits("chat", "r-1");
    its.gateway.timePasses(WINDOW.multipliedBy(3));
    its.gateway.polling();

    // When
    its.ends(sent, "r-1", answer(10, 5));

    // Then
    ErrorRecord error = only(its.gateway.errors());
    assertThat(error.getFailure().getTypePath()).containsExactly("caller", "deadline_exceeded");
    assertThat(only(its.gateway.polling()).getKind()).isEqualTo(PollingEventKind.LATE_USAGE);
    assertThat(used()).isEqualTo(15);
  }

  /** As the limiter has it. */
  private long used() {
    its.gateway.polling();
    its.gateway.publishes("acme", CallFixtures.request("probe", "chat"));
    return only(only(its.gateway.polling()).getLimits()).getUsed();
  }
}
