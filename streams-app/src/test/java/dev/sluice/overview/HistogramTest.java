package dev.sluice.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static Histogram of(List<Long> times) {
    Map<Integer, Long> counts = new HashMap<>();
    times.forEach(time -> counts.merge(Histogram.bucket(time), 1L, Long::sum));
    return new Histogram(counts);
  }

  @Property(tries = 200)
  void shouldTellTheQuantileOfSeveralProcessesToSixPercent(
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 1, max = 3_600_000) Long> one,
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 1, max = 3_600_000) Long> other) {
    // Given
    List<Long> all = Stream.concat(one.stream(), other.stream()).sorted().toList();
    long exact = all.get((int) Math.ceil(0.95 * all.size()) - 1);

    // When
    Long told = of(one).plus(of(other)).quantile(0.95);

    // Then
    assertThat(told).isNotNull();
    assertThat(told.doubleValue()).isCloseTo((double) exact, within(1 + 0.065 * exact));
  }

  @Test
  void shouldTellNothingWhenNothingWasMeasured() {
    // When
    Long told = Histogram.EMPTY.quantile(0.5);

    // Then
    assertThat(told).isNull();
  }
}
