package dev.sluice.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;

/**
 * An in-memory store that other threads may query while its task writes to it. That of Kafka
 * Streams 4.4.0 locks itself and then its position to write, and the other way round to answer a
 * query, so that a stream thread and one that queries can wait for each other for ever
 * (KAFKA-19629). Here both lock the store first; a restore locks the position alone.
 *
 * <p>Of a class that is internal to Kafka Streams, since what it mends is, too.
 */
final class QueryableStore extends InMemoryKeyValueStore {

  private QueryableStore(String name) {
    super(name);
  }

  static KeyValueBytesStoreSupplier supplier(String name) {
    return new InMemoryKeyValueBytesStoreSupplier(name) {
      @Override
      public KeyValueStore<Bytes, byte[]> get() {
        return new QueryableStore(name);
      }
    };
  }

  /** Any thread. */
  @Override
  public synchronized <R> QueryResult<R> query(
      Query<R> query, PositionBound bound, QueryConfig config) {
    return super.query(query, bound, config);
  }
}
