package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1234567|1,234,567",
        "123.4|123",
        "12.34|12.3",
        "1.234|1.23",
        "0.1234|0.123",
        "7|7",
        "NaN|–"
      })
  void shouldShowAsManyDigitsAsMeanSomething(double value, String text) {
    assertThat(Numbers.text(value)).isEqualTo(text);
  }

  @Test
  void shouldTakeTheMiddleOfAnOddAndAnEvenNumberOfValues() {
    assertThat(Numbers.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Numbers.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    assertThat(Numbers.median(List.of())).isNaN();
  }
}
