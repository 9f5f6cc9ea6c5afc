package dev.sluice.gateway;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The pass-through settings of each kind of client: those without a prefix, then those with its
 * own, as in Kafka Streams itself.
 */
public record KafkaClients(Map<String, String> settings) {
  private static final List<String> PREFIXES =
      List.of(
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX,
          StreamsConfig.TOPIC_PREFIX);

  public KafkaClients {
    settings = Map.copyOf(settings);
  }

  public Map<String, Object> admin() {
    return with(StreamsConfig.ADMIN_CLIENT_PREFIX);
  }

  public Map<String, Object> producer() {
    return with(StreamsConfig.PRODUCER_PREFIX);
  }

  Map<String, Object> consumer() {
    return with(StreamsConfig.CONSUMER_PREFIX);
  }

  /** A consumer's, which sees what is committed. */
  public Map<String, Object> committed() {
    Map<String, Object> config = consumer();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return config;
  }

  private Map<String, Object> with(String prefix) {
    Map<String, Object> config = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          if (PREFIXES.stream().noneMatch(key::startsWith)) {
            config.put(key, value);
          }
        });
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            config.put(key.substring(prefix.length()), value);
          }
        });
    return config;
  }
}
