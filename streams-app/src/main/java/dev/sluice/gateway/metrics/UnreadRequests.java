package dev.sluice.gateway.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** How many records of requests were not read yet, as consumers know it. Any thread. */
public final class UnreadRequests implements IntToLongFunction {
  private static final String NAME = "records-lag";

  /** Looking through all metrics takes a while, and a scrape asks for each partition. */
  private static final Duration KEPT = Duration.ofSeconds(1);

  private final Supplier<? extends Map<MetricName, ? extends Metric>> metrics;
  private final String topic;
  private final InstantSource clock;

  // Guarded by this
  private Instant readAt = Instant.MIN;
  private Map<Integer, Long> unread = Map.of();

  /**
   * @param metrics those of Kafka Streams
   */
  public UnreadRequests(
      Supplier<? extends Map<MetricName, ? extends Metric>> metrics,
      String topic,
      InstantSource clock) {
    this.metrics = metrics;
    this.topic = topic;
    this.clock = clock;
  }

  @Override
  public synchronized long applyAsLong(int partition) {
    Instant now = clock.instant();
    if (!now.isBefore(readAt.plus(KEPT))) {
      unread = read();
      readAt = now;
    }
    return unread.getOrDefault(partition, 0L);
  }

  private Map<Integer, Long> read() {
    Map<Integer, Long> found = new HashMap<>();
    metrics
        .get()
        .forEach(
            (name, metric) -> {
              // consumers write dots of topics as underscores as well
              if (name.name().equals(NAME)
                  && plain(name.tags().getOrDefault("topic", "")).equals(plain(topic))
                  && metric.metricValue() instanceof Double lag
                  && lag > 0) {
                found.merge(
                    Integer.parseInt(name.tags().getOrDefault("partition", "-1")),
                    lag.longValue(),
                    Math::max);
              }
            });
    return found;
  }

  private static String plain(String topic) {
    return topic.replace('.', '_');
  }
}
