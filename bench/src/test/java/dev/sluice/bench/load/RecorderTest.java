package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final long START = TimeUnit.HOURS.toNanos(1);

  private final Recorder recorder = new Recorder(new Burst(10));

  @Test
  void shouldCountLatencyFromWhenARequestWasDueAndNotFromWhenItWasSent() {
    // Given: a stall of a second, in which ten requests came due
    recorder.measure(START, at(1_000));
    for (int number = 0; number < 10; number++) {
      recorder.departed(number, at(number * 100L));
    }

    // When
    for (int number = 0; number < 10; number++) {
      recorder.arrived(Leg.ANSWERED, number, at(1_000));
    }

    // Then
    assertThat(recorder.latencies().ms(50)).isCloseTo(500, within(1.0));
    assertThat(recorder.latencies().maxMs()).isCloseTo(1_000, within(1.0));
  }

  @Test
  void shouldCountWhatComesBackWhileItIsMeasuredBySecond() {
    // Given
    recorder.measure(at(1_000), at(3_000));
    for (int number = 0; number < 4; number++) {
      recorder.departed(number, START);
    }

    // When
    recorder.arrived(Leg.ANSWERED, 0, at(999));
    recorder.arrived(Leg.ANSWERED, 1, at(1_000));
    recorder.arrived(Leg.FAILED, 2, at(2_999));
    recorder.arrived(Leg.ANSWERED, 3, at(3_000));

    // Then
    assertThat(recorder.counts(5).perSecond()).containsExactly(1L, 1L);
    assertThat(recorder.counts(5).endsInSpan()).isEqualTo(2);
    assertThat(recorder.counts(5).failed()).isEqualTo(1);
    assertThat(recorder.counts(5).missing()).isEqualTo(1);
  }

  @Test
  void shouldTellWhatComesBackTwice() {
    // Given
    recorder.departed(0, START);
    recorder.arrived(Leg.ANSWERED, 0, at(1));

    // When
    recorder.arrived(Leg.FAILED, 0, at(2));

    // Then
    assertThat(recorder.counts(1).duplicates()).isEqualTo(1);
    assertThat(recorder.counts(1).missing()).isZero();
    assertThat(recorder.counts(1).isClean()).isFalse();
  }

  @Test
  void shouldTakeTheFirstPollingEventOfARequestOnly() {
    // Given
    recorder.measure(START, at(1_000));
    recorder.departed(0, START);
    recorder.arrived(Leg.ACCEPTED, 0, at(10));

    // When
    recorder.arrived(Leg.ACCEPTED, 0, at(900));

    // Then
    assertThat(recorder.acceptLatencies().count()).isEqualTo(1);
    assertThat(recorder.acceptLatencies().maxMs()).isCloseTo(10, within(0.1));
    assertThat(recorder.counts(1).missing()).isEqualTo(1);
  }

  @Test
  void shouldFindTheFirstEndSinceATime() {
    // Given
    for (int number = 0; number < 3; number++) {
      recorder.departed(number, START);
    }
    recorder.watch(at(100));

    // When
    recorder.arrived(Leg.ANSWERED, 0, at(99));
    recorder.arrived(Leg.ANSWERED, 1, at(150));
    recorder.arrived(Leg.ANSWERED, 2, at(160));

    // Then
    assertThat(recorder.firstEnd()).hasValue(at(150));
    assertThat(recorder.lastEarlierEnd()).hasValue(at(160));
  }

  private static long at(long ms) {
    return START + TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
