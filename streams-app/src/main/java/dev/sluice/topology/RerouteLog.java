package dev.sluice.topology;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the tenants whose clients choose other partitions than Kafka's own producer, and the
 * setting that changes it: at most one line per tenant and minute, for a bounded number of tenants.
 * Any thread.
 */
final class RerouteLog {
  static final Duration EVERY = Duration.ofMinutes(1);
  static final int MOST_TENANTS = 1_000;

  private static final Logger log = LoggerFactory.getLogger(RerouteLog.class);
  private static final int MOST_CHARACTERS = 100;

  /** The time of each tenant's last line, in milliseconds since 1970; the oldest first. */
  private final Map<String, Long> lines = new LinkedHashMap<>();

  void rerouted(String tenant, SourcePosition from, int home, long nowMs) {
    if (isDue(tenant, nowMs)) {
      log.warn(
          "{} of tenant {} belongs in partition {} and is rerouted there; its client saves a record and"
              + " some milliseconds with the partitioner of Kafka's own producer:"
              + " partitioner=murmur2_random (librdkafka: confluent-kafka, node-rdkafka, kcat),"
              + " NewMurmur2Partitioner (Sarama), Murmur2Balancer{Consistent: true} (kafka-go)",
          from.name(),
          tenant.length() > MOST_CHARACTERS ? tenant.substring(0, MOST_CHARACTERS) + "..." : tenant,
          home);
    }
  }

  /** Whether a line may be written now; if so, it counts as written. */
  synchronized boolean isDue(String tenant, long nowMs) {
    Iterator<Long> oldest = lines.values().iterator();
    while (oldest.hasNext() && nowMs - oldest.next() >= EVERY.toMillis()) {
      oldest.remove();
    }
    return lines.size() < MOST_TENANTS && lines.putIfAbsent(tenant, nowMs) == null;
  }
}
