package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final long START = 1_795_000_000_000L;

  private final Series series = new Series();

  @Test
  void shouldCountTenthsOfASecondWhenItLastsAFewSeconds() {
    // Given
    series.add(START, Series.Line.ADMITTED, false, 1);
    series.add(START + 4_000, Series.Line.ADMITTED, false, 2);

    // When
    List<Long> admitted = admitted();

    // Then
    assertThat(series.lengthMs()).isEqualTo(100);
    assertThat(admitted).hasSize(41).startsWith(1L, 0L).endsWith(0L, 2L);
  }

  @Test
  void shouldCountInFewIntervalsWhenFewRequestsComeInAMonth() {
    // Given
    for (int day = 0; day < 30; day++) {
      series.add(START + day * 86_400_000L, Series.Line.ADMITTED, false, 1);
    }

    // When
    List<Long> admitted = admitted();

    // Then
    assertThat(admitted).hasSizeBetween(60, 400);
    assertThat(admitted.stream().mapToLong(Long::longValue).sum()).isEqualTo(30);
  }

  @Test
  void shouldCountAllWhenAnotherOfLongerIntervalsIsAdded() {
    // Given
    Series other = new Series();
    other.add(START, Series.Line.ADMITTED, false, 1);
    other.add(START + 3_600_000, Series.Line.ADMITTED, false, 1);
    series.add(START + 50, Series.Line.ADMITTED, false, 1);

    // When
    series.add(other);

    // Then
    assertThat(series.lengthMs()).isEqualTo(other.lengthMs());
    assertThat(admitted().get(0)).isEqualTo(2);
  }

  private List<Long> admitted() {
    List<Long> admitted = new ArrayList<>();
    series.each(Series.Line.ADMITTED, false, (at, amount) -> admitted.add(amount));
    return admitted;
  }
}
