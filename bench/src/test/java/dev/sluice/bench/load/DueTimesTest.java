package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DueTimesTest {
  @Test
  void shouldGiveEachTimeOnceHoweverFarTheRoundHasGone() {
    // Given
    DueTimes times = new DueTimes();
    for (int number = 0; number < 200_000; number++) {
      times.put(number, number + 1L);
    }

    // Then
    assertThat(times.take(131_072)).isEqualTo(131_073);
    assertThat(times.take(131_072)).isZero();
    assertThat(times.take(199_999)).isEqualTo(200_000);
  }

  @Test
  void shouldKnowNothingOfRequestsThatHaveNotBeenPublished() {
    assertThat(new DueTimes().take(DueTimes.MOST - 1)).isZero();
  }
}
