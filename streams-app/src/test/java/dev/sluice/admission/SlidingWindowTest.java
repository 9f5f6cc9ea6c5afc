package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlidingWindowTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "16, 0", "17, 1", "33, 1", "34, 2", "50, 3", "999, 59", "1000, 60", "-1, -1"})
  void shouldDivideASecondIntoSixtiethsExactly(long ms, long bucket) {
    // When / Then
    assertThat(Window.SECOND.spans(null).indexAt(ms)).isEqualTo(bucket);
  }

  @Property(tries = 1_000)
  void shouldCountASubBucketUntilTheMillisecondAtWhichItLeaves(
      @ForAll @LongRange(min = 1, max = 10_000_000) long lengthMs,
      @ForAll @LongRange(min = -2_000_000_000_000L, max = 4_000_000_000_000L) long ms) {
    // Given
    SlidingWindow window = new SlidingWindow(lengthMs);
    long bucket = window.indexAt(ms);

    // When
    long leaves = window.leavesAt(bucket);

    // Then
    assertThat(window.oldestCountedAt(leaves - 1)).isLessThanOrEqualTo(bucket);
    assertThat(window.oldestCountedAt(leaves)).isGreaterThan(bucket);
    assertThat(leaves - ms).isGreaterThan(lengthMs);
    assertThat(60 * (leaves - 1 - ms)).isLessThan(61 * lengthMs);
  }
}
