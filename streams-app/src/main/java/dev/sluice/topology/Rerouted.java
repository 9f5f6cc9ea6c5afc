package dev.sluice.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * The value of a record that is rerouted, as it was read.
 *
 * @param partition where the record goes
 * @param bytes null for the withdrawal of a policy
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Rerouted(int partition, byte @Nullable [] bytes) {
  static final Serializer<Rerouted> SERIALIZER = (topic, rerouted) -> rerouted.bytes();

  @SuppressWarnings("removal") // still the abstract method of 4.4 (KIP-1321)
  static final StreamPartitioner<byte[], Rerouted> PARTITIONER =
      (topic, key, rerouted, partitions) -> Optional.of(Set.of(rerouted.partition()));
}
