package dev.sluice.topology;

import dev.sluice.outage.LogLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the tenants whose clients choose other partitions than Kafka's own producer, and the
 * setting that changes it: at most one line per tenant and minute, for a bounded number of tenants.
 * Any thread.
 */
final class RerouteLog {
  private static final Logger log = LoggerFactory.getLogger(RerouteLog.class);
  private static final int MOST_CHARACTERS = 100;

  private final LogLimiter lines = new LogLimiter();

  void rerouted(String tenant, SourcePosition from, int home, long nowMs) {
    if (lines.due(tenant, nowMs).isPresent()) {
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
}
