package dev.sluice.dispatch;

import static dev.sluice.dispatch.BatchingProcess.certainlyNew;
import static dev.sluice.dispatch.BatchingProcess.maybeCreated;
import static dev.sluice.dispatch.BatchingProcess.refused;
import static dev.sluice.dispatch.BatchingProcess.unclear;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.call.BatchDispatcher.Sending;
import dev.sluice.call.CallFixtures;
import dev.sluice.provider.BatchReply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The creation of a provider batch that may be there already. */
class LostBatchCreationTest {
  private final BatchingProcess its = new BatchingProcess();
  private int done;

  private void begins() {
    begins(maybeCreated("a", "b"));
  }

  private void begins(Sending sending) {
    new BatchCreation(its.work, its.provider, sending, () -> done++).begin();
    its.runs();
  }

  private void finds(String... providerIds) {
    for (String providerId : providerIds) {
      its.provider.looks.add(new BatchReply.Done<>(Optional.of(providerId)));
    }
  }

  private void findsNothing(int times) {
    for (int i = 0; i < times; i++) {
      its.provider.looks.add(new BatchReply.Done<>(Optional.empty()));
    }
  }

  @Test
  void shouldBeTakenAsItIsFound() {
    // Given
    finds("p-1");

    // When
    begins();

    // Then
    assertThat(its.provider.asked).containsExactly("find [a, b]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldBeTakenWhenItIsListedOnlyLater() {
    // Given
    findsNothing(1);
    finds("p-1");

    // When
    begins();
    its.passes(BatchCreation.LOOKS_APART);

    // Then
    assertThat(its.provider.asked).containsExactly("find [a, b]", "find [a, b]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldBeCreatedWhenItIsMissingTwiceApart() {
    // Given
    findsNothing(2);
    its.provider.creations.add(new BatchReply.Done<>("p-1"));
    begins();
    its.passes(BatchCreation.LOOKS_APART.minusSeconds(1));
    List<String> early = List.copyOf(its.provider.asked);

    // When
    its.passes(Duration.ofSeconds(1));

    // Then
    assertThat(early).containsExactly("find [a, b]");
    assertThat(its.provider.asked)
        .containsExactly("find [a, b]", "find [a, b]", "prepare [a, b]", "create [a, b]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldNeverBeCreatedWhileNobodyCanTellWhetherItIsThere() {
    // Given
    for (int i = 0; i < 20; i++) {
      its.provider.looks.add(i % 2 == 0 ? unclear() : refused(CallFixtures.serverError()));
    }
    finds("p-1");

    // When
    begins();
    its.passes(Duration.ofMinutes(30));

    // Then
    assertThat(its.provider.asked).hasSize(21).containsOnly("find [a, b]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }

  @Test
  void shouldLeaveItsRequestsUndoneWhenNobodyCanTellUntilItMustHaveEnded() {
    // Given
    for (int i = 0; i < 200; i++) {
      its.provider.looks.add(unclear());
    }
    begins();
    its.passes(BatchingProcess.WINDOW.multipliedBy(2));
    int toldEarly = its.told().size();

    // When
    its.passes(Duration.ofMinutes(1));

    // Then
    assertThat(toldEarly).isZero();
    assertThat(its.told()).containsExactlyInAnyOrder("a: BATCH_UNFINISHED", "b: BATCH_UNFINISHED");
    assertThat(its.provider.asked).containsOnly("find [a, b]");
    assertThat(done).isEqualTo(1);
  }

  @Test
  void shouldBeLookedForTwiceAgainWhenItIsUnclearWhetherItWasCreated() {
    // Given
    findsNothing(4);
    its.provider.creations.add(unclear());
    its.provider.creations.add(new BatchReply.Done<>("p-2"));

    // When
    begins();
    its.passes(Duration.ofMinutes(2));

    // Then
    assertThat(its.provider.asked)
        .containsExactly(
            "find [a, b]",
            "find [a, b]",
            "prepare [a, b]",
            "create [a, b]",
            "find [a, b]",
            "find [a, b]",
            "create [a, b]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-2");
  }

  @Test
  void shouldBeTakenAsItIsFoundWhenItIsUnclearWhetherItWasCreated() {
    // Given
    its.provider.creations.add(unclear());
    finds("p-1");

    // When
    begins(certainlyNew("a"));
    its.passes(BatchCreation.LOOKS_APART);

    // Then
    assertThat(its.provider.asked).containsExactly("prepare [a]", "create [a]", "find [a]");
    assertThat(its.log.batches.created).containsExactly("batch_1 is p-1");
  }
}
