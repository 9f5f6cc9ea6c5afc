package dev.sluice.demo;

import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What a demo remembers of the previous one on the same data directory.
 *
 * @param publishedAt when its last request was published
 * @param sample an answered request of it, or of an earlier one
 */
record LastRun(Instant publishedAt, Optional<Sample> sample) {

  /** An answered request, as it is polled. */
  record Sample(
      String pollingId, String tenant, String keyId, String requestId, Instant completedAt) {}

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("published_at", publishedAt.toString());
    sample.ifPresent(
        answered -> {
          properties.setProperty("polling_id", answered.pollingId());
          properties.setProperty("tenant", answered.tenant());
          properties.setProperty("key_id", answered.keyId());
          properties.setProperty("request_id", answered.requestId());
          properties.setProperty("completed_at", answered.completedAt().toString());
        });
    return properties;
  }

  /**
   * @throws RuntimeException if they are not those of {@link #toProperties}
   */
  static LastRun of(Properties properties) {
    Optional<Sample> sample =
        properties.getProperty("polling_id") == null
            ? Optional.empty()
            : Optional.of(
                new Sample(
                    required(properties, "polling_id"),
                    required(properties, "tenant"),
                    required(properties, "key_id"),
                    required(properties, "request_id"),
                    Instant.parse(required(properties, "completed_at"))));
    return new LastRun(Instant.parse(required(properties, "published_at")), sample);
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
