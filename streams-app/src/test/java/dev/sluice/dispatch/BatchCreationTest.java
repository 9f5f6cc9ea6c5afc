package dev.sluice.dispatch;

import static dev.sluice.dispatch.BatchingProcess.answer;
import static dev.sluice.dispatch.BatchingProcess.certainlyNew;
import static dev.sluice.dispatch.BatchingProcess.refused;
import static dev.sluice.dispatch.BatchingProcess.tooBusy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.AttemptReport;
import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.call.Outcome;
import dev.sluice.failure.FailureType;
import dev.sluice.provider.BatchReply;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The creation of a provider batch that certainly is not there yet. */
class BatchCreationTest {
  private final BatchingProcess its = new BatchingProcess();
  private int done;

  private void begins(Sending sending) {
    new BatchCreation(its.work, its.provider, sending, () -> done++).begin();
    its.runs();
  }

  private static Sending withdrawn(String... ids) {
    Sending all = certainlyNew("a", "b");
    return new Sending(all.batch(), all.attempts(), Set.of(ids), /* maybeCreated= */ false);
  }

  @Test
  void shouldBeCreatedAtOnceAndBeDoneWhenThatIsDurable() {
    // Given
    its.provider.creations.add(new BatchReply.Done<>("p-1"));
    begins(certainlyNew("a", "b"));
    int doneEarly = done;

    // When
    its.log.batches.unwritten.forEach(Runnable::run);

    // Then
    assertThat(its.provider.asked).containsExactly("prepare [a, b]", "create [a, b]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
    assertThat(its.told()).isEmpty();
    assertThat(doneEarly).isZero();
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldNotBeCreatedBeforeASignOfLifeIsDurable() {
    // Given
    its.signsAreDurable = false;
    its.provider.creations.add(new BatchReply.Done<>("p-1"));
    begins(certainlyNew("a"));
    its.passes(Duration.ofMinutes(2));
    List<String> askedWhileSilent = List.copyOf(its.provider.asked);

    // When
    its.signsAreDurable = true;
    its.passes(Duration.ofMinutes(2));

    // Then
    assertThat(askedWhileSilent).containsExactly("prepare [a]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldBeBrokenOffAndLookedForWhenNoSignOfLifeIsDurableWhileItIsCreated() {
    // Given
    begins(certainlyNew("a"));
    its.provider.looks.add(new BatchReply.Done<>(Optional.of("p-1")));

    // When
    its.signsAreDurable = false;
    its.passes(BatchingProcess.LEASE);

    // Then
    assertThat(its.provider.creating).isCancelled();
    its.passes(BatchCreation.LOOKS_APART);
    assertThat(its.provider.asked).containsExactly("prepare [a]", "create [a]", "find [a]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldNotBeBrokenOffHoweverLongItTakesWhileSignsOfLifeAreDurable() {
    // Given
    begins(certainlyNew("a"));

    // When
    its.passes(BatchingProcess.LEASE.multipliedBy(10));

    // Then
    assertThat(its.provider.creating).isNotDone();
    Objects.requireNonNull(its.provider.creating).complete(new BatchReply.Done<>("p-1"));
    its.runs();
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldBeCreatedFromTheSameInputWhenTheProvidersWaitIsOver() {
    // Given
    its.provider.creations.add(tooBusy(Duration.ofSeconds(30)));
    its.provider.creations.add(new BatchReply.Done<>("p-1"));
    begins(certainlyNew("a"));
    its.passes(Duration.ofSeconds(29));
    int createdEarly = its.log.batches.created.size();

    // When
    its.passes(Duration.ofSeconds(1));

    // Then
    assertThat(createdEarly).isZero();
    assertThat(its.provider.asked).containsExactly("prepare [a]", "create [a]", "create [a]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldLeaveItsRequestsUndoneWhenTheProviderIsTooBusyForTooLong() {
    // Given
    for (int i = 0; i < 100; i++) {
      its.provider.creations.add(tooBusy(null));
    }
    begins(certainlyNew("a", "b"));
    its.passes(BatchCreation.PATIENCE);
    int toldEarly = its.told().size();

    // When
    its.passes(Duration.ofMinutes(1));

    // Then
    assertThat(toldEarly).isZero();
    assertThat(its.told()).containsExactlyInAnyOrder("a: BATCH_UNFINISHED", "b: BATCH_UNFINISHED");
    assertThat(its.log.batches.created).isEmpty();
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldLeaveItsRequestsUndoneAtOnceWhenItIsRefusedForGood() {
    // Given
    its.provider.creations.add(refused(CallFixtures.quotaExhausted()));

    // When
    begins(certainlyNew("a"));

    // Then
    AttemptReport report = its.log.reports.get(0);
    assertThat(report.attempt().batchId()).isEqualTo("batch_1");
    Outcome.Failed failed = (Outcome.Failed) report.outcome();
    assertThat(failed.failure().type()).isEqualTo(FailureType.BATCH_UNFINISHED);
    assertThat(failed.failure().facts().message()).contains("no money left");
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldNotBeDoneBeforeAllOutcomesAreDurable() {
    // Given
    its.log.durableAtOnce = false;
    its.provider.creations.add(refused(CallFixtures.quotaExhausted()));
    begins(certainlyNew("a", "b"));
    int doneEarly = done;

    // When
    its.log.makeDurable();

    // Then
    assertThat(doneEarly).isZero();
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldLeaveOutWhatNobodyWaitsForAnyMore() {
    // Given
    its.provider.creations.add(new BatchReply.Done<>("p-1"));

    // When
    begins(withdrawn("a"));

    // Then
    assertThat(its.provider.asked).containsExactly("prepare [b]", "create [b]");
    assertThat(its.told()).containsExactly("a: BATCH_UNFINISHED");
  }

  @Test
  void shouldNotBeCreatedWhenNobodyWaitsForAnyOfIt() {
    // When
    begins(withdrawn("a", "b"));

    // Then
    assertThat(its.provider.asked).doesNotContain("create []");
    assertThat(its.told()).containsExactlyInAnyOrder("a: BATCH_UNFINISHED", "b: BATCH_UNFINISHED");
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldTellTheOutcomeOfWhatCannotBeSentAndCreateTheRest() {
    // Given
    its.provider.unsendable.put("a", new Outcome.Failed(CallFixtures.callersFault()));
    its.provider.creations.add(new BatchReply.Done<>("p-1"));

    // When
    begins(certainlyNew("a", "b"));

    // Then
    assertThat(its.told()).containsExactly("a: INVALID_REQUEST");
    assertThat(its.provider.asked).containsExactly("prepare [b]", "create [b]");
  }

  @Test
  void shouldTellTheOutcomeOfWhatCannotBeSentOnceWhenTheRestIsRefused() {
    // Given
    its.provider.unsendable.put("a", answer("from somewhere else"));
    its.provider.creations.add(refused(CallFixtures.quotaExhausted()));

    // When
    begins(certainlyNew("a", "b"));

    // Then
    assertThat(its.told()).containsExactly("a: from somewhere else", "b: BATCH_UNFINISHED");
  }

  @Test
  void shouldBeDoneWhenNothingOfItCanBeSent() {
    // Given
    its.provider.unsendable.put("a", new Outcome.Failed(CallFixtures.callersFault()));

    // When
    begins(certainlyNew("a"));

    // Then
    assertThat(its.provider.asked).containsExactly("prepare []");
    assertThat(done).isEqualTo(1);
  }
}
