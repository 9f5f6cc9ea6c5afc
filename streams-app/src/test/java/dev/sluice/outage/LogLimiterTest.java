package dev.sluice.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogLimiterTest {
  private static final long MINUTE = LogLimiter.EVERY.toMillis();

  private final LogLimiter lines = new LogLimiter();

  @Test
  void shouldWriteALineForEachCauseInAMinute() {
    // Given
    OptionalLong first = lines.due("acme", 0);

    // When
    OptionalLong again = lines.due("acme", MINUTE - 1);
    OptionalLong another = lines.due("globex", MINUTE - 1);
    OptionalLong later = lines.due("acme", MINUTE);

    // Then
    assertThat(first).hasValue(0);
    assertThat(again).isEmpty();
    assertThat(another).hasValue(0);
    assertThat(later).hasValue(1);
  }

  @Test
  void shouldWriteNoMoreLinesInAMinuteThanItRemembersCauses() {
    // Given
    for (int i = 0; i < LogLimiter.MOST_CAUSES; i++) {
      assertThat(lines.due("cause " + i, i)).isPresent();
    }

    // When
    OptionalLong oneMore = lines.due("one more", MINUTE - 1);
    OptionalLong whenOneIsForgotten = lines.due("one more", MINUTE);

    // Then
    assertThat(oneMore).isEmpty();
    assertThat(whenOneIsForgotten).isPresent();
  }
}
