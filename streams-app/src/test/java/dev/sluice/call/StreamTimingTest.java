package dev.sluice.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StreamTimingTest {
  private static final Usage USAGE = new Usage(10, 0, 0, 61, 40, null, false);

  private static StreamTiming timing(int firstMs, int lastMs, boolean withReasoning) {
    return new StreamTiming(Duration.ofMillis(firstMs), Duration.ofMillis(lastMs), withReasoning);
  }

  @Test
  void shouldCountTheTokensAfterTheFirst() {
    // When
    OptionalDouble rate = timing(500, 2_500, true).tokensPerSecond(USAGE);

    // Then
    assertThat(rate).hasValue(30);
  }

  @Test
  void shouldLeaveOutReasoningThatWasNotShown() {
    // When
    OptionalDouble rate = timing(500, 2_500, false).tokensPerSecond(USAGE);

    // Then
    assertThat(rate).hasValue(10);
  }

  @Test
  void shouldTellNoRateOfWhatCameAtOnce() {
    // When
    OptionalDouble rate = timing(500, 500, true).tokensPerSecond(USAGE);

    // Then
    assertThat(rate).isEmpty();
  }

  @Test
  void shouldTakeNoTimeWhenTheClockWasSetBack() {
    // When
    StreamTiming timing = timing(-20, -30, false);

    // Then
    assertThat(timing.toFirst()).isZero();
    assertThat(timing.toLast()).isZero();
  }
}
