package dev.sluice.topology;

import dev.sluice.admission.ScopeRow;
import dev.sluice.admission.ScopeRowCodec;
import dev.sluice.admission.ScopeValue;
import dev.sluice.admission.SpendRow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Rows of limits and spend of the local partitions, by interactive queries: as of the last commits,
 * since both stores have a cache. What can't be queried now is left out. Any thread.
 */
public record StoreRows(KafkaStreams streams) {

  /** By partition and tenant. */
  public record Limits(Map<Integer, Map<String, Map<ScopeValue, ScopeRow>>> rows, boolean all) {}

  /**
   * @param most how many rows are looked at
   */
  public Limits limits(int most) {
    Map<Integer, Map<String, Map<ScopeValue, ScopeRow>>> rows = new TreeMap<>();
    boolean all =
        each(
            StoreNames.LIMITS,
            most,
            (partition, row) -> {
              ScopeValue scope = ScopeValue.parse(row.key);
              rows.computeIfAbsent(partition, unused -> new LinkedHashMap<>())
                  .computeIfAbsent(scope.tenant(), unused -> new LinkedHashMap<>())
                  .put(scope, ScopeRowCodec.decode(row.value));
            });
    return new Limits(rows, all);
  }

  /**
   * @param most how many rows are looked at
   * @return whether these were all
   */
  public boolean spend(int most, Consumer<SpendRow> visitor) {
    return each(
        StoreNames.SPEND, most, (partition, row) -> visitor.accept(SpendRow.decode(row.value)));
  }

  private boolean each(
      String store, int most, BiConsumer<Integer, KeyValue<String, byte[]>> visitor) {
    var request =
        StateQueryRequest.inStore(store)
            .withQuery(RangeQuery.<String, byte[]>withNoBounds())
            .requireActive();
    int left = most;
    try {
      Map<Integer, QueryResult<KeyValueIterator<String, byte[]>>> results =
          streams.query(request).getPartitionResults();
      for (Map.Entry<Integer, QueryResult<KeyValueIterator<String, byte[]>>> each :
          results.entrySet()) {
        if (each.getValue().isFailure()) {
          continue;
        }
        try (KeyValueIterator<String, byte[]> rows = each.getValue().getResult()) {
          while (left > 0 && rows.hasNext()) {
            visitor.accept(each.getKey(), rows.next());
            left--;
          }
        }
      }
    } catch (KafkaException | IllegalStateException | IllegalArgumentException notNow) {
      // not started, rebalancing or stopped
      return left > 0;
    }
    return left > 0;
  }
}
