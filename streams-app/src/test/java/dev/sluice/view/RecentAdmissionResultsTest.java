package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.PollingEvent;
import dev.sluice.v1.Source;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.junit.jupiter.api.Test;

class RecentAdmissionResultsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private final RecentAdmissionResults verdicts =
      new RecentAdmissionResults("requests", Runnable::run);

  @Test
  void shouldTellAVerdictThatWasSeenBeforeAnyoneAsked() {
    // Given
    PollingEvent accepted = accepted("requests", 7);
    verdicts.decided(accepted);

    // When
    CompletableFuture<Optional<AdmissionResult>> verdict = verdicts.of(0, 7, LONG);

    // Then
    assertThat(verdict).isCompletedWithValue(Optional.of(new AdmissionResult.Accepted(accepted)));
  }

  @Test
  void shouldTellAllWhoWaitAndNobodyElse() {
    // Given
    CompletableFuture<Optional<AdmissionResult>> one = verdicts.of(0, 7, LONG);
    CompletableFuture<Optional<AdmissionResult>> same = verdicts.of(0, 7, LONG);
    CompletableFuture<Optional<AdmissionResult>> next = verdicts.of(0, 8, LONG);

    // When
    verdicts.decided(accepted("requests", 7));

    // Then
    assertThat(one).isCompleted();
    assertThat(same).isCompleted();
    assertThat(next).isNotDone();
  }

  @Test
  void shouldTakeNoRefusalOfAPolicyForThatOfARequest() {
    // Given
    CompletableFuture<Optional<AdmissionResult>> verdict = verdicts.of(0, 7, LONG);

    // When
    verdicts.rejected(
        new ProcessorRecordContext(0, 0, 0, "errors", new RecordHeaders()),
        Events.rejected().setSource(source("tenants", 7)).build());

    // Then
    assertThat(verdict).isNotDone();
  }

  @Test
  void shouldGiveUpWhenNothingIsSeenInTime() {
    // When
    CompletableFuture<Optional<AdmissionResult>> verdict = verdicts.of(0, 7, Duration.ofMillis(20));

    // Then
    assertThat(verdict).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Optional.empty());
  }

  private static PollingEvent accepted(String topic, long offset) {
    return Events.accepted("resp_1").setSource(source(topic, offset)).build();
  }

  private static Source source(String topic, long offset) {
    return new Source(topic, 0, offset, 1L);
  }
}
