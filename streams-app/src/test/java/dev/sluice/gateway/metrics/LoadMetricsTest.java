package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.TaskLoad;
import org.junit.jupiter.api.Test;

class LoadMetricsTest {
  @Test
  void shouldReckonWithAsManyAtATimeAsThereAreWhenCallsAreQueued() {
    // Given
    TaskLoad load = new TaskLoad(30, 0, 5, 100, 0, 1);

    // When
    double seconds = LoadMetrics.seconds(load, 20, 2);

    // Then
    assertThat(seconds).isEqualTo(20);
  }

  @Test
  void shouldReckonWithAllCreditWhenNothingIsQueued() {
    // Given
    TaskLoad load = new TaskLoad(0, 0, 5, 100, 0, 1);

    // When
    double seconds = LoadMetrics.seconds(load, 200, 3);

    // Then
    assertThat(seconds).isEqualTo(6);
  }
}
