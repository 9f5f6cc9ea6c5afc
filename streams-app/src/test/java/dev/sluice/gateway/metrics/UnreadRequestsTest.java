package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class UnreadRequestsTest {
  private final Map<MetricName, Metric> metrics = new HashMap<>();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final UnreadRequests unread =
      new UnreadRequests(() -> metrics, "sluice.requests", () -> now);

  private void lag(String topic, String partition, double records) {
    MetricName name =
        new MetricName(
            "records-lag",
            "consumer-fetch-manager-metrics",
            "",
            Map.of("topic", topic, "partition", partition));
    metrics.put(
        name,
        new Metric() {
          @Override
          public MetricName metricName() {
            return name;
          }

          @Override
          public Object metricValue() {
            return records;
          }
        });
  }

  @Test
  void shouldTellTheLagOfRequestsAlone() {
    // Given
    lag("sluice_requests", "0", 7);
    lag("sluice.requests", "0", 7);
    lag("sluice.requests", "1", Double.NaN);
    lag("sluice.attempts", "0", 100);

    // When
    long first = unread.applyAsLong(0);
    long second = unread.applyAsLong(1);
    long elsewhere = unread.applyAsLong(2);

    // Then
    assertThat(first).isEqualTo(7);
    assertThat(second).isZero();
    assertThat(elsewhere).isZero();
  }

  @Test
  void shouldLookAgainAfterASecond() {
    // Given
    lag("sluice.requests", "0", 7);
    unread.applyAsLong(0);
    lag("sluice.requests", "0", 3);

    // When
    long atOnce = unread.applyAsLong(0);
    now = now.plusSeconds(1);
    long later = unread.applyAsLong(0);

    // Then
    assertThat(atOnce).isEqualTo(7);
    assertThat(later).isEqualTo(3);
  }
}
