package dev.sluice.view;

import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.query.FailureReason;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** Queries of the view's store in a driver, as {@code KafkaStreams.query} answers them. */
final class StoreQueries {
  private StoreQueries() {}

  static QueryResult<WindowStoreIterator<byte[]>> ask(
      TopologyTestDriver driver,
      StateQueryRequest<WindowStoreIterator<byte[]>> request,
      boolean active) {
    if (request.isRequireActive() && !active) {
      return QueryResult.forFailure(FailureReason.NOT_ACTIVE, "not active");
    }
    WindowStore<String, byte[]> store = driver.getWindowStore(ViewStore.NAME);
    return store.query(request.getQuery(), PositionBound.unbounded(), new QueryConfig(false));
  }
}
