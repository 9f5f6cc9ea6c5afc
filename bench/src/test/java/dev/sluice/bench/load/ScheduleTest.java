package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void shouldSpaceRequestsEvenlyAndNotDriftHoweverManyThereAre() {
    // Given
    Schedule schedule = new Schedule(1_000, 300);

    // When
    long last = schedule.dueNanos(300L * 3_600);

    // Then
    assertThat(schedule.dueNanos(0)).isEqualTo(1_000);
    assertThat(schedule.dueNanos(3)).isEqualTo(1_000 + TimeUnit.MILLISECONDS.toNanos(10));
    assertThat(last).isEqualTo(1_000 + TimeUnit.HOURS.toNanos(1));
  }

  @Test
  void shouldRefuseARateThatIsNone() {
    assertThatThrownBy(() -> new Schedule(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Schedule(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
