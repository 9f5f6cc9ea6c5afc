package dev.sluice.dispatch;

import static dev.sluice.dispatch.BatchingProcess.WINDOW;
import static dev.sluice.dispatch.BatchingProcess.answer;
import static dev.sluice.dispatch.BatchingProcess.attempts;
import static dev.sluice.dispatch.BatchingProcess.batch;
import static dev.sluice.dispatch.BatchingProcess.refused;
import static dev.sluice.dispatch.BatchingProcess.tooBusy;
import static dev.sluice.dispatch.BatchingProcess.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.provider.BatchReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The outcomes of a provider batch that has ended. */
class BatchSettlementTest {
  private final BatchingProcess its = new BatchingProcess();
  private int done;

  private void settles(String... ids) {
    new BatchSettlement(its.work, its.provider, batch("p-1"), attempts(ids), () -> done++).read();
    its.runs();
  }

  /** One reading tells answers to these, in this order, and ends so. */
  private void reads(BatchReply<String> end, String... ids) {
    List<Map.Entry<String, Outcome>> lines =
        Stream.of(ids).map(id -> Map.entry(id, answer("answer to " + id))).toList();
    its.provider.readings.add(new FakeBatches.Reading(lines, end));
  }

  private static BatchReply<String> expired() {
    return new BatchReply.Done<>("it has expired");
  }

  @Test
  void shouldTellEachResultOnceInWhateverOrderAndHoweverOftenItIsRead() {
    // Given
    reads(expired(), "c", "a", "c", "b", "a");

    // When
    settles("a", "b", "c");

    // Then
    assertThat(its.told()).containsExactly("c: answer to c", "a: answer to a", "b: answer to b");
    assertThat(its.log.reports)
        .allMatch(report -> BatchingProcess.BATCH_ID.equals(report.attempt().batchId()));
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldLeaveUndoneWhatHasNoResultInTheProvidersWords() {
    // Given
    reads(expired(), "b");

    // When
    settles("a", "b");

    // Then
    assertThat(its.told()).containsExactly("b: answer to b", "a: BATCH_UNFINISHED");
    Outcome.Failed undone = (Outcome.Failed) its.log.reports.get(1).outcome();
    assertThat(undone.failure().facts().message()).isEqualTo("it has expired");
  }

  @Test
  void shouldLeaveOutResultsOfRequestsThatHaveTheirOutcome() {
    // Given
    reads(expired(), "a", "settled before");

    // When
    settles("a");

    // Then
    assertThat(its.told()).containsExactly("a: answer to a");
  }

  @Test
  void shouldReadAgainWhatBrokeOffAndTellNothingTwice() {
    // Given
    reads(tooBusy(null), "a");
    reads(unclear());
    reads(expired(), "b", "a");
    settles("a", "b");
    List<String> early = its.told();

    // When
    its.passes(Duration.ofMinutes(1));

    // Then
    assertThat(early).containsExactly("a: answer to a");
    assertThat(its.told()).containsExactly("a: answer to a", "b: answer to b");
    assertThat(its.provider.asked).hasSize(3);
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldLeaveTheRestUndoneAtOnceWhenItsResultsAreRefusedForGood() {
    // Given
    reads(refused(CallFixtures.quotaExhausted()), "a");

    // When
    settles("a", "b");

    // Then
    assertThat(its.told()).containsExactly("a: answer to a", "b: BATCH_UNFINISHED");
    assertThat(its.provider.asked).hasSize(1);
  }

  @Test
  void shouldLeaveTheRestUndoneWhenItsResultsCannotBeReadForTooLong() {
    // Given
    for (int i = 0; i < 200; i++) {
      reads(i % 2 == 0 ? unclear() : tooBusy(null));
    }
    settles("a");
    its.passes(WINDOW.multipliedBy(2));
    int toldEarly = its.told().size();

    // When
    its.passes(Duration.ofMinutes(1));

    // Then
    assertThat(toldEarly).isZero();
    assertThat(its.told()).containsExactly("a: BATCH_UNFINISHED");
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldNotBeDoneBeforeAllOutcomesAreDurable() {
    // Given
    its.log.durableAtOnce = false;
    reads(expired(), "a");
    settles("a", "b");
    int doneEarly = done;

    // When
    its.log.makeDurable();

    // Then
    assertThat(doneEarly).isZero();
    assertThat(done).isEqualTo(1);
  }
}
