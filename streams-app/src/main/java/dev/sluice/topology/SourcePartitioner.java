package dev.sluice.topology;

import dev.sluice.v1.BudgetEvent;
import dev.sluice.v1.CompletionResult;
import dev.sluice.v1.ErrorRecord;
import dev.sluice.v1.PollingEvent;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Keeps every event in the partition of its request. Never computed from the key: a client's
 * partitioner need not be Java's.
 */
final class SourcePartitioner implements StreamPartitioner<String, EncodedEvent> {

  @Override
  @SuppressWarnings("removal") // still the abstract one of 4.4 (KIP-1321)
  public Optional<Set<Integer>> partitions(
      String topic, String tenant, EncodedEvent encoded, int partitions) {
    return Optional.of(Set.of(partitionOf(encoded.event())));
  }

  private static int partitionOf(SpecificRecord event) {
    if (event instanceof PollingEvent polling) {
      return polling.getSource().getPartition();
    }
    if (event instanceof CompletionResult result) {
      return result.getSource().getPartition();
    }
    if (event instanceof BudgetEvent budget) {
      return budget.getSource().getPartition();
    }
    return ((ErrorRecord) event).getSource().getPartition();
  }
}
