package dev.sluice.topology;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.query.KeyQuery;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;

/** The limiter's clocks of the local partitions, by interactive queries. Any thread. */
public record LimiterClocks(KafkaStreams streams) {

  /**
   * The highest append time of a decision; 1970 if there was none. Empty if the partition is not
   * local, or can't be queried now.
   */
  public Optional<Instant> of(int partition) {
    var request =
        StateQueryRequest.inStore(StoreNames.SEQUENCE)
            .withQuery(KeyQuery.<String, byte[]>withKey(GatewayStores.SEQUENCE_KEY))
            .withPartitions(Set.of(partition))
            .requireActive();
    try {
      QueryResult<byte[]> result = streams.query(request).getPartitionResults().get(partition);
      if (result == null || result.isFailure()) {
        return Optional.empty();
      }
      byte[] row = result.getResult();
      return Optional.of(row == null ? Instant.EPOCH : LimiterChangelogs.clock(row));
    } catch (KafkaException | IllegalStateException | IllegalArgumentException notNow) {
      // not started, rebalancing or stopped
      return Optional.empty();
    }
  }
}
