package dev.sluice.gateway;

import dev.sluice.config.Settings;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The producer settings for records as large as the topics take. */
final class RecordSettings {
  private static final long KAFKAS_OWN_BUFFER = 32L * 1024 * 1024;

  private RecordSettings() {}

  static Map<String, Object> of(Settings settings) {
    int bytes = (int) settings.topics().maxRecordSize().bytes();
    return Map.of(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        bytes,
        // a record larger than the buffer would be refused
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        Math.max(KAFKAS_OWN_BUFFER, 2L * bytes));
  }

  /** Adds them where the operator has set nothing else; returns the same map. */
  static Map<String, Object> addedTo(Map<String, Object> producer, Settings settings) {
    of(settings).forEach(producer::putIfAbsent);
    return producer;
  }
}
