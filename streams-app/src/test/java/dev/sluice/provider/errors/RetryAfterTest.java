package dev.sluice.provider.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  @ParameterizedTest
  @CsvSource({
    "Please try again in 20s. Visit https://x,20000",
    "Please try again in 250ms.,250",
    "Please try again in 1m30.5s.,90500",
    "Please try again in 6m0s,360000",
    "please retry after 20 seconds.,20000",
    "Please retry in 34.074824224s.,34075",
    "Try again in 1 minute and be patient,60000",
    "Please try again in 1h2m3s,3723000",
    "Please try again in 2 days,172800000",
    "Please try again in a moment,",
    "Please try again in 20 parsecs,",
    "Please try again later,",
    "Limit 500s reached,"
  })
  void shouldFindTheWaitInAMessage(String message, @Nullable Long ms) {
    // When
    Duration wait = WaitHints.in(List.of(message), Instant.EPOCH);

    // Then
    assertThat(wait).isEqualTo(ms == null ? null : Duration.ofMillis(ms));
  }

  @ParameterizedTest
  @ValueSource(strings = {"try again in ", "try again in 1", "1s ", "try again in 1.1.1s"})
  void shouldNotMindLongNonsense(String part) {
    // When
    Duration wait = WaitHints.in(List.of("x " + part.repeat(100_000)), Instant.EPOCH);

    // Then
    assertThat(wait).isNull();
  }
}
