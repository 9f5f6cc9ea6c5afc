package dev.sluice.batch.work;

import dev.sluice.batch.store.BatchStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * The gateway's committed events in one tenant's partition. One thread.
 *
 * <p>Positions are by the partition's name.
 */
interface TenantEvents extends AutoCloseable {

  /** Opens it where events end now. */
  interface Source {
    /**
     * @param batchId of whose requests it gives events, and of no others
     */
    TenantEvents open(String tenant, String batchId);
  }

  /**
   * @throws BatchStore.AwayException if an event can't be read now; it is not given again
   */
  List<SpecificRecord> poll(Duration timeout) throws BatchStore.AwayException;

  /** What would be read next. */
  Map<String, Long> positions();

  /** Goes to positions, or to the oldest events if those from there on have been deleted. */
  void seek(Map<String, Long> positions);

  /** Where events end now. */
  Map<String, Long> ends();

  @Override
  void close();

  /** Whether everything before was read. */
  default boolean hasReached(Map<String, Long> ends) {
    Map<String, Long> positions = positions();
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }
}
