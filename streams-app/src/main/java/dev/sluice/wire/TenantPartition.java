package dev.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * The partition in which a tenant's records count: the one that Kafka's own producer chooses by
 * default for the tenant's name as the key, in UTF-8.
 */
public final class TenantPartition {
  private TenantPartition() {}

  /**
   * @param tenant as decoded from a key. Keys that are not UTF-8 decode to replacement characters,
   *     several of them to one name; hashed by their bytes, that tenant would count in several
   *     partitions
   */
  public static int of(String tenant, int partitions) {
    return BuiltInPartitioner.partitionForKey(tenant.getBytes(UTF_8), partitions);
  }
}
