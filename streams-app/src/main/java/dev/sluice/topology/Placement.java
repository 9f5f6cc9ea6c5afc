package dev.sluice.topology;

import dev.sluice.call.PollingId;
import dev.sluice.call.PollingIds;
import dev.sluice.v1.Command;
import dev.sluice.wire.ClockReset;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import dev.sluice.wire.TenantPartition;
import dev.sluice.wire.TopicNames;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * In which partition a record counts. Immutable.
 *
 * @param partitions of each topic
 */
record Placement(TopicNames topics, PollingIds pollingIds, int partitions) {

  /**
   * Whether the record counts in the partition that it is in, as it is addressed to a partition (a
   * tick, a reset of the clock, an outcome) or names no tenant.
   */
  boolean isFixed(String topic, Record<byte[], byte[]> record) {
    return record.key() == null
        || topic.equals(topics.attempts())
        || (topic.equals(topics.requests())
            && record.value() == null
            && EventHeaders.isTick(record.headers()))
        || (topic.equals(topics.tenants()) && ClockReset.isIn(record.headers()));
  }

  /**
   * The partition of the tenant, or of the request that the command is about.
   *
   * @param command null for a record of another topic
   */
  int home(String tenant, @Nullable Decoded<?> command) {
    int byTenant = TenantPartition.of(tenant, partitions);
    return command instanceof Decoded.Readable<?> readable
            && readable.value() instanceof Command known
        ? pollingIds
            .verify(known.getPollingId(), tenant)
            .map(PollingId::partition)
            // not so of an ID from before the topics were created again with fewer
            .filter(partition -> partition < partitions)
            .orElse(byTenant)
        : byTenant;
  }
}
