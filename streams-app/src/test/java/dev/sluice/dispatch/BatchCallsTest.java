package dev.sluice.dispatch;

import static dev.sluice.dispatch.BatchingProcess.LEASE;
import static dev.sluice.dispatch.BatchingProcess.answer;
import static dev.sluice.dispatch.BatchingProcess.attempts;
import static dev.sluice.dispatch.BatchingProcess.batch;
import static dev.sluice.dispatch.BatchingProcess.certainlyNew;
import static dev.sluice.dispatch.BatchingProcess.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.OpenTransaction;
import dev.sluice.call.ProviderBatch;
import dev.sluice.provider.BatchReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a process does with provider batches as its stream threads tell it. */
class BatchCallsTest {
  private final BatchingProcess its = new BatchingProcess();
  private final List<OpenTransaction.Listener> transaction = new ArrayList<>();
  private boolean stops;
  private final BatchCalls calls = new BatchCalls(its.work, transaction::add, () -> stops);

  private void sends(Sending sending) {
    calls.sendAfterCommit(sending);
    its.runs();
  }

  private void commits() {
    transaction.forEach(OpenTransaction.Listener::committed);
    transaction.clear();
    its.runs();
  }

  @Test
  void shouldSendABatchWhenItsTransactionHasCommitted() {
    // Given
    sends(certainlyNew("a"));
    List<String> early = List.copyOf(its.provider.asked);

    // When
    commits();

    // Then
    assertThat(early).isEmpty();
    assertThat(its.provider.asked).containsExactly("prepare [a]", "create [a]");
  }

  @Test
  void shouldNotSendABatchWhenItsTransactionIsAborted() {
    // Given
    sends(certainlyNew("a"));

    // When
    transaction.forEach(OpenTransaction.Listener::notCommitted);
    its.runs();

    // Then
    assertThat(its.provider.asked).isEmpty();
    assertThat(calls.isSending("batch_1")).isFalse();
  }

  @Test
  void shouldNotSendABatchWhenTheProcessStops() {
    // Given
    sends(certainlyNew("a"));

    // When
    stops = true;
    commits();

    // Then
    assertThat(its.provider.asked).isEmpty();
    assertThat(calls.isSending("batch_1")).isFalse();
  }

  @Test
  void shouldNameABatchFromItsCommitUntilItsCreationIsDurable() {
    // Given
    its.provider.creations.add(new BatchReply.Done<>("p-1"));
    sends(certainlyNew("a"));
    commits();
    Map<Integer, List<String>> named = calls.sending();

    // When
    its.log.batches.unwritten.forEach(Runnable::run);

    // Then
    assertThat(named).isEqualTo(Map.of(3, List.of("batch_1")));
    assertThat(calls.sending()).isEmpty();
    assertThat(calls.isSending("batch_1")).isFalse();
  }

  @Test
  void shouldSendABatchOnceWhenItIsToldToTwice() {
    // Given
    sends(certainlyNew("a"));
    sends(certainlyNew("a"));

    // When
    commits();

    // Then
    assertThat(its.provider.asked).containsExactly("prepare [a]", "create [a]");
  }

  @Test
  void shouldLeaveRequestsUndoneWhenTheirProviderTakesNoBatches() {
    // Given
    ProviderBatch plain = BatchingProcess.batch("batch_2", "plain", "p-2");
    calls.settle(plain, attempts("b"));
    sends(new Sending(plain, attempts("a"), Set.of(), /* maybeCreated= */ false));

    // When
    commits();

    // Then
    assertThat(its.told()).containsExactly("b: BATCH_UNFINISHED", "a: BATCH_UNFINISHED");
    assertThat(calls.isSending("batch_2")).isFalse();
  }

  @Test
  void shouldReadResultsOnceWhenItIsToldToSettleTwice() {
    // Given
    its.provider.readings.add(new FakeBatches.Reading(List.of(), unclear()));
    its.provider.readings.add(
        new FakeBatches.Reading(
            List.of(Map.entry("a", answer("water"))), new BatchReply.Done<>("it is done")));
    calls.settle(batch("p-1"), attempts("a"));
    calls.settle(batch("p-1"), attempts("a"));

    // When
    its.passes(LEASE);

    // Then
    assertThat(its.told()).containsExactly("a: water");
    assertThat(its.provider.asked).containsExactly("results p-1", "results p-1");
  }

  @Test
  void shouldAskTheProviderToStopABatch() {
    // When
    calls.cancel(batch("p-1"));
    its.runs();

    // Then
    assertThat(its.provider.asked).containsExactly("cancel p-1");
  }
}
