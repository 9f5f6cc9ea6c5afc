package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class QueryableStoreTest {
  private static final Query<KeyValueIterator<Bytes, byte[]>> EVERYTHING =
      RangeQuery.withNoBounds();

  @Test
  void shouldHoldTheStoresLockWhenItIsQueriedAsWhenItIsWritten() {
    // Given
    List<Boolean> held = new ArrayList<>();
    QueryableStore store = new QueryableStore(noting(held));

    // When
    store.query(EVERYTHING, PositionBound.unbounded(), new QueryConfig(false));

    // Then
    assertThat(held).containsExactly(true);
  }

  /** Whether the lock of the store is held at each query. */
  @SuppressWarnings("unchecked")
  private static KeyValueStore<Bytes, byte[]> noting(List<Boolean> held) {
    return (KeyValueStore<Bytes, byte[]>)
        Proxy.newProxyInstance(
            QueryableStoreTest.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (store, method, arguments) -> {
              held.add(Thread.holdsLock(store));
              return QueryResult.forResult(method.getName());
            });
  }

  /** Where Kafka Streams locks anything else to write, the order has to be looked at again. */
  @Test
  void shouldBeOfStoresThatLockThemselvesToWrite() throws Exception {
    // Given
    Class<?> type = Stores.inMemoryKeyValueStore("any").get().getClass();

    // When
    Method put = type.getMethod("put", Bytes.class, byte[].class);

    // Then
    assertThat(Modifier.isSynchronized(put.getModifiers())).isTrue();
  }
}
