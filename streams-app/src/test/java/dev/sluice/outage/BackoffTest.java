package dev.sluice.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void shouldDoubleEachPauseUpToTheLongest() {
    // Given
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    // When
    List<Long> pauses =
        IntStream.of(1, 2, 3, 4, 5, 6, Integer.MAX_VALUE)
            .mapToObj(failures -> backoff.pause(failures).toMillis())
            .toList();

    // Then
    assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L);
  }
}
