package dev.sluice.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.Limit;
import dev.sluice.v1.LimitMetric;
import dev.sluice.v1.LimitScope;
import dev.sluice.v1.LimitState;
import dev.sluice.v1.LimitWindow;
import dev.sluice.v1.PollingEvent;
import dev.sluice.view.Events;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPaceTest {

  private static PollingEvent accepted(long amount, LimitWindow window, long requested) {
    Limit limit =
        Limit.newBuilder()
            .setPer(List.of(LimitScope.TENANT))
            .setMetric(LimitMetric.TOKENS)
            .setAmount(amount)
            .setWindow(window)
            .build();
    return Events.accepted("resp_1")
        .setLimits(
            List.of(
                LimitState.newBuilder()
                    .setLimit(limit)
                    .setScope("tenant")
                    .setUsed(0)
                    .setReserved(0)
                    .setRequested(requested)
                    .setRemaining(0)
                    .build()))
        .build();
  }

  @Test
  void shouldTakeAsLongAsBeforeWhenNoLimitIsMet() {
    // Given
    BatchPace pace = new BatchPace();

    // When
    var rest = pace.rest(100, Duration.ofSeconds(10), 50);

    // Then
    assertThat(rest).contains(Duration.ofSeconds(5));
    assertThat(pace.rest(0, Duration.ofSeconds(10), 150)).isEmpty();
  }

  @Test
  void shouldTakeAsLongAsALimitNeedsWhenThatIsLonger() {
    // Given
    BatchPace pace = new BatchPace();
    pace.see(accepted(1_000, LimitWindow.MINUTE, 5));
    pace.see(accepted(1_000, LimitWindow.MINUTE, 15));

    // When
    var rest = pace.rest(100, Duration.ofSeconds(1), 1_000);

    // Then
    // ten windows, of which the first may be free
    assertThat(rest).contains(Duration.ofMinutes(9));
  }
}
