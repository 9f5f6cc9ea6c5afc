package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecentAdmissionResultsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final RecentAdmissionResults decisions =
      new RecentAdmissionResults("requests", Runnable::run);

  @Test
  void shouldTellADecisionThatWasSeenBeforeAnyoneAsked() {
    // Given
    PollingEvent accepted = accepted("requests", 7);
    decisions.decided(accepted);

    // When
    CompletableFuture<Optional<AdmissionResult>> decision = decisions.of(0, 7, LONG);

    // Then
    assertThat(decision).isCompletedWithValue(Optional.of(new AdmissionResult.Accepted(accepted)));
  }

  @Test
  void shouldTellAllWhoWaitAndNobodyElse() {
    // Given
    CompletableFuture<Optional<AdmissionResult>> one = decisions.of(0, 7, LONG);
    CompletableFuture<Optional<AdmissionResult>> same = decisions.of(0, 7, LONG);
    CompletableFuture<Optional<AdmissionResult>> next = decisions.of(0, 8, LONG);

    // When
    decisions.decided(accepted("requests", 7));

    // Then
    assertThat(one).isCompleted();
    assertThat(same).isCompleted();
    assertThat(next).isNotDone();
  }

  @Test
  void shouldTakeNoRefusalOfAPolicyForThatOfARequest() {
    // Given
    CompletableFuture<Optional<AdmissionResult>> decision = decisions.of(0, 7, LONG);

    // When
    decisions.rejected(0, Events.rejected().setSource(source("tenants", 7)).build());

    // Then
    assertThat(decision).isNotDone();
  }

  @Test
  void shouldGiveUpWhenNothingIsSeenInTime() {
    // When
    CompletableFuture<Optional<AdmissionResult>> decision =
        decisions.of(0, 7, Duration.ofMillis(20));

    // Then
    assertThat(decision).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Optional.empty());
  }

  private static PollingEvent accepted(String topic, long offset) {
    return Events.accepted("resp_1").setSource(source(topic, offset)).build();
  }

  private static Source source(String topic, long offset) {
    return new Source(topic, 0, offset, 1L, -1L);
  }
}
