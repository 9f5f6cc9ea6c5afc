package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchSettingsTest {

  @ParameterizedTest
  @CsvSource({"PT24H,PT1H,PT59M", "PT24H,PT1M,PT30S", "PT10S,PT1H,PT10S", "PT24H,PT25H,PT24H"})
  void shouldGiveABatchNoMoreTimeThanARequestMayHave(
      Duration window, Duration longest, Duration expected) {
    // Given
    BatchSettings settings =
        new BatchSettings(10, new Size(1 << 20), window, 10, 1, Duration.ofDays(30));

    // When
    Duration time = settings.window(longest);

    // Then
    assertThat(time).isEqualTo(expected);
  }
}
