package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.RangeQuery;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

class QueryableStoreTest {
  private static final Query<KeyValueIterator<Bytes, byte[]>> EVERYTHING =
      RangeQuery.withNoBounds();

  private final KeyValueStore<Bytes, byte[]> store = QueryableStore.supplier("any").get();

  @Test
  void shouldBeLockedWhileItIsQueried() {
    // Given
    List<Boolean> locked = new ArrayList<>();
    QueryConfig askedMeanwhile =
        new QueryConfig(false) {
          @Override
          public boolean isCollectExecutionInfo() {
            locked.add(Thread.holdsLock(store));
            return super.isCollectExecutionInfo();
          }
        };

    // When
    store.query(EVERYTHING, PositionBound.unbounded(), askedMeanwhile);

    // Then
    assertThat(locked).isNotEmpty().containsOnly(true);
  }

  /** Where Kafka Streams locks anything else to write, the order has to be looked at again. */
  @Test
  void shouldBeLockedWhileItIsWritten() throws Exception {
    // When
    Method put = store.getClass().getMethod("put", Bytes.class, byte[].class);

    // Then
    assertThat(Modifier.isSynchronized(put.getModifiers())).isTrue();
  }
}
