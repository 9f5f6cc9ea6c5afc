package dev.sluice.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  @Test
  void shouldReadWhatItHasWritten() {
    assertThat(RequestIds.parse(RequestIds.text(12, 1_999_999).getBytes(US_ASCII)))
        .isEqualTo(new RequestIds.Id(12, 1_999_999));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r1", "r-1", "r1-", "r1-2x", "x1-2", "r1-2-3"})
  void shouldTakeNothingElseForAName(String other) {
    assertThat(RequestIds.parse(other.getBytes(US_ASCII))).isNull();
  }

  @Test
  void shouldTakeAMissingHeaderForNoName() {
    assertThat(RequestIds.parse(null)).isNull();
  }
}
