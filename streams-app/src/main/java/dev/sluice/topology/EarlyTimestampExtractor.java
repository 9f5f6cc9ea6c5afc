package dev.sluice.topology;

import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Lets outcomes and commands overtake a backlog of requests: a task takes the input with the
 * smallest timestamp first, and a backlog is older than what just came back. A day early, not at 0:
 * changelogs inherit the timestamp, and a broker may refuse very old ones
 * (message.timestamp.before.max.ms).
 */
public final class EarlyTimestampExtractor implements TimestampExtractor {
  private static final long EARLY = Duration.ofDays(1).toMillis();

  /** What an extracted timestamp, in milliseconds since 1970, was on the topic. */
  static long before(long extracted) {
    return extracted + EARLY;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, record.timestamp() - EARLY);
  }
}
