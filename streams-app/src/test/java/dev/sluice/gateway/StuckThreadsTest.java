package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
    assertThat(threads.find(metrics.metrics())).isEmpty();

    // When
    var found = threads.find(metrics.metrics());

    // Then
    assertThat(found)
        .contains(new StuckThreads.Stuck("app-StreamThread-2", Duration.ofSeconds(301)));
  }

  /** After a pause of the whole process. */
  @Test
  void shouldNameNoThreadThatPollsInBetween() {
    // Given
    AtomicInteger ago = polled("app-StreamThread-1-consumer", 301);
    assertThat(threads.find(metrics.metrics())).isEmpty();
    ago.set(0);
    assertThat(threads.find(metrics.metrics())).isEmpty();
    ago.set(301);

    // When
    var found = threads.find(metrics.metrics());

    // Then
    assertThat(found).isEmpty();
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
    assertThat(threads.find(metrics.metrics())).isEmpty();

    // When
    var found = threads.find(metrics.metrics());

    // Then
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3, false", "4, true"})
  void shouldTakeTheMostSpecificSetting(int seconds, boolean stuck) {
    // Given
    Properties properties = new Properties();
    properties.put(INTERVAL, "1000");
    properties.put(StreamsConfig.consumerPrefix(INTERVAL), "2000");
    properties.put(StreamsConfig.mainConsumerPrefix(INTERVAL), "3000");
    StuckThreads configured = StuckThreads.of(properties);

    // When
    polled("app-StreamThread-1-consumer", seconds);

    // Then
    assertThat(finds(configured)).isEqualTo(stuck);
  }

  @ParameterizedTest
  @CsvSource({"300, false", "301, true"})
  void shouldTakeKafkasDefaultWhenNothingIsSet(int seconds, boolean stuck) {
    // Given
    StuckThreads configured = StuckThreads.of(new Properties());

    // When
    polled("app-StreamThread-1-consumer", seconds);

    // Then
    assertThat(finds(configured)).isEqualTo(stuck);
  }

  /** At the second look. */
  private boolean finds(StuckThreads configured) {
    return configured.find(metrics.metrics()).isEmpty()
        && configured.find(metrics.metrics()).isPresent();
  }

  private AtomicInteger polled(String client, int secondsAgo) {
    AtomicInteger ago = new AtomicInteger(secondsAgo);
    metrics.addMetric(
        metrics.metricName(
            "last-poll-seconds-ago", "consumer-metrics", "", Map.of("client-id", client)),
        null,
        (Gauge<Double>) (config, now) -> (double) ago.get());
    return ago;
  }
}
