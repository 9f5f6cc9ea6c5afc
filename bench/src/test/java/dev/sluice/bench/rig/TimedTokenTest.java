package dev.sluice.bench.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimedTokenTest {
  private static final long MICRO = 1_000;

  @Test
  void shouldTellWhenEachOfSeveralTokensWasSentThatCameTogether() {
    // Given
    String text = TimedToken.text(5 * MICRO) + TimedToken.text(123_456_789 * MICRO + 999);

    // When
    var sent =
        TimedToken.sentNanos(
            "{\"choices\":[{\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}");

    // Then
    assertThat(sent).containsExactly(5 * MICRO, 123_456_789 * MICRO);
  }

  @Test
  void shouldTellOfNoTokensWhereThereIsNoText() {
    assertThat(TimedToken.sentNanos("{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}"))
        .isEmpty();
    assertThat(TimedToken.sentNanos("{\"delta\":{}}")).isEmpty();
  }
}
