package dev.sluice.gateway;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Finds a stream thread that stands still: one that has polled, but not for {@code
 * max.poll.interval.ms}, after which Kafka counts it as failed. Its partitions move only if another
 * process can take them: it keeps the locks of its tasks, and Kafka Streams replaces a thread that
 * has ended, not one that doesn't. Confined to one thread.
 */
final class StuckThreads {
  private static final String INTERVAL = ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG;
  private static final Pattern MAIN_CONSUMER = Pattern.compile("(.*-StreamThread-\\d+)-consumer");

  /**
   * @param thread its name
   * @param since how long ago it polled
   */
  record Stuck(String thread, Duration since) {}

  private final Duration limit;
  private @Nullable String suspect;

  /**
   * @param limit in whole seconds, as the metric is
   */
  StuckThreads(Duration limit) {
    this.limit = limit;
  }

  /**
   * @param streams the settings of the application; the most specific one counts
   */
  static StuckThreads of(Properties streams) {
    Object limit =
        Stream.of(
                StreamsConfig.mainConsumerPrefix(INTERVAL),
                StreamsConfig.consumerPrefix(INTERVAL),
                INTERVAL)
            .map(streams::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(() -> ConsumerConfig.configDef().defaultValues().get(INTERVAL));
    return new StuckThreads(
        Duration.ofMillis((Integer) ConfigDef.parseType(INTERVAL, limit, ConfigDef.Type.INT)));
  }

  /**
   * One that the call before would have found too: when the process goes on after a pause, or the
   * clock has jumped, none has polled for long until it polls the next time.
   *
   * @param metrics of the application
   */
  Optional<Stuck> find(Map<MetricName, ? extends Metric> metrics) {
    Optional<Stuck> found =
        metrics.values().stream()
            .filter(metric -> metric.metricName().name().equals("last-poll-seconds-ago"))
            .flatMap(metric -> standing(metric).stream())
            .min(Comparator.comparing(Stuck::thread));
    String before = suspect;
    suspect = found.map(Stuck::thread).orElse(null);
    return found.filter(each -> each.thread().equals(before));
  }

  private Optional<Stuck> standing(Metric metric) {
    Matcher client =
        MAIN_CONSUMER.matcher(metric.metricName().tags().getOrDefault("client-id", ""));
    if (!client.matches()) {
      return Optional.empty();
    }
    // -1 before the first poll
    Duration since = Duration.ofSeconds(((Number) metric.metricValue()).longValue());
    return since.compareTo(limit) > 0
        ? Optional.of(new Stuck(client.group(1), since))
        : Optional.empty();
  }
}
