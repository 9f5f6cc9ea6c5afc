package dev.sluice.dispatch;

import static dev.sluice.dispatch.BatchingProcess.LEASE;
import static dev.sluice.dispatch.BatchingProcess.WINDOW;
import static dev.sluice.dispatch.BatchingProcess.batch;
import static dev.sluice.dispatch.BatchingProcess.refused;
import static dev.sluice.dispatch.BatchingProcess.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallFixtures;
import dev.sluice.provider.BatchReply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a process asks about a provider batch until that has ended. */
class FollowedBatchTest {
  /** The thousandth part of the window. */
  private static final Duration PAUSE = WINDOW.dividedBy(1_000);

  private final BatchingProcess its = new BatchingProcess();
  private final BatchCalls calls = new BatchCalls(its.work, listener -> {}, () -> false);

  private void follows() {
    calls.follow(batch("p-1"));
    its.runs();
  }

  private void hasNotEnded(int times) {
    for (int i = 0; i < times; i++) {
      its.provider.ends.add(new BatchReply.Done<>(false));
    }
  }

  @Test
  void shouldAskUntilABatchHasEndedAndTellItOnce() {
    // Given
    hasNotEnded(2);
    its.provider.ends.add(new BatchReply.Done<>(true));

    // When
    follows();
    its.passes(PAUSE.multipliedBy(10));

    // Then
    assertThat(its.provider.asked).containsExactly("ended p-1", "ended p-1", "ended p-1");
    assertThat(its.log.batches.ended).containsExactly("batch_1");
  }

  @Test
  void shouldAskOnceInATimeHoweverOftenItIsToldToFollow() {
    // Given
    hasNotEnded(20);
    follows();
    follows();

    // When
    its.passes(PAUSE.multipliedBy(3));

    // Then
    assertThat(its.provider.asked).hasSize(4);
  }

  @Test
  void shouldAskNoMoreWhenAnotherProcessHasThePartition() {
    // Given
    hasNotEnded(20);
    follows();

    // When
    calls.leave(3);
    its.passes(PAUSE.multipliedBy(3));

    // Then
    assertThat(its.provider.asked).hasSize(1);
    assertThat(its.log.batches.ended).isEmpty();
  }

  @Test
  void shouldAskOnWhenAnotherProcessHasAnotherPartition() {
    // Given
    hasNotEnded(20);
    follows();

    // When
    calls.leave(4);
    its.passes(PAUSE.multipliedBy(3));

    // Then
    assertThat(its.provider.asked).hasSize(4);
  }

  @Test
  void shouldAskOnceInATimeWhenThePartitionComesBack() {
    // Given
    hasNotEnded(50);
    follows();
    for (int i = 0; i < 5; i++) {
      calls.leave(3);
      follows();
    }
    int before = its.provider.asked.size();

    // When
    its.passes(PAUSE.multipliedBy(3));

    // Then
    assertThat(its.provider.asked).hasSize(before + 3);
  }

  @Test
  void shouldAskAgainWhenItGetsNoClearReply() {
    // Given
    its.provider.ends.add(unclear());
    its.provider.ends.add(new BatchReply.Refused<>(CallFixtures.serverError(), true, null));
    its.provider.ends.add(new BatchReply.Done<>(true));
    follows();
    List<String> early = List.copyOf(its.log.batches.ended);

    // When
    its.passes(LEASE);

    // Then
    assertThat(early).isEmpty();
    assertThat(its.log.batches.ended).containsExactly("batch_1");
  }

  @Test
  void shouldTakeABatchForEndedWhenTheProviderWillNotTell() {
    // Given
    its.provider.ends.add(refused(CallFixtures.callersFault()));

    // When
    follows();

    // Then
    assertThat(its.log.batches.ended).containsExactly("batch_1");
  }

  @Test
  void shouldTakeABatchForEndedWhenItMustHaveEndedLongAgo() {
    // Given
    its.passes(WINDOW.multipliedBy(2).plusMillis(100));

    // When
    follows();

    // Then
    assertThat(its.log.batches.ended).containsExactly("batch_1");
    assertThat(its.provider.asked).isEmpty();
  }
}
