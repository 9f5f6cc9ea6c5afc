package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StuckThreadsTest {
  private static final String INTERVAL = ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;

  private final Metrics metrics = new Metrics();
  private final StuckThreads threads = new StuckThreads(Duration.ofMinutes(5));

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldNameTheThreadThatHasNotPolledForLonger() {
    // Given
    polled("app-StreamThread-1-consumer", 0);
    polled("app-StreamThread-2-consumer", 301);

    // When
    var found = threads.find(metrics.metrics());

    // Then
    assertThat(found)
        .contains(new StuckThreads.Stuck("app-StreamThread-2", Duration.ofSeconds(301)));
  }

  /** A restore consumer polls while there is something to restore, and others are no threads'. */
  @ParameterizedTest
  @CsvSource({
    "app-StreamThread-1-consumer, 300",
    "app-StreamThread-1-consumer, -1",
    "app-StateUpdater-1-restore-consumer, 900",
    "app-StreamThread-1-restore-consumer, 900",
    "reader, 900"
  })
  void shouldFindNoneAmongOthers(String client, int seconds) {
    // Given
    polled(client, seconds);

    // When
    Map<MetricName, ? extends Metric> all = metrics.metrics();

    // Then
    assertThat(threads.find(all)).isEmpty();
  }

  @Test
  void shouldTakeTheMostSpecificSetting() {
    // Given
    Properties properties = new Properties();
    properties.put(INTERVAL, "1000");
    properties.put(StreamsConfig.consumerPrefix(INTERVAL), "2000");
    properties.put(StreamsConfig.mainConsumerPrefix(INTERVAL), "3000");

    // When
    StuckThreads configured = StuckThreads.of(properties);

    // Then
    assertThat(configured.limit()).isEqualTo(Duration.ofSeconds(3));
    assertThat(StuckThreads.of(new Properties()).limit()).isEqualTo(Duration.ofMinutes(5));
  }

  private void polled(String client, int secondsAgo) {
    metrics.addMetric(
        metrics.metricName(
            "last-poll-seconds-ago", "consumer-metrics", "", Map.of("client-id", client)),
        null,
        (Gauge<Double>) (config, now) -> (double) secondsAgo);
  }
}
