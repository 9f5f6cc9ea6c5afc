package dev.sluice.view;

import java.util.Map;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.apache.kafka.streams.state.internals.WithRetentionPeriod;
import org.jspecify.annotations.Nullable;

/**
 * Hands every call on to another store. Confined to the stream thread but for queries.
 *
 * <p>Tells its retention by an interface that is internal to Kafka Streams 4.4: of a store that has
 * not got it, a restore reads what has expired, too.
 */
abstract class DelegatingWindowStore implements WindowStore<Bytes, byte[]>, WithRetentionPeriod {
  private final WindowStore<Bytes, byte[]> store;

  DelegatingWindowStore(WindowStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    store.init(context, root);
  }

  @Override
  public long retentionPeriod() {
    return WithRetentionPeriod.resolveRetentionPeriod(store);
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }

  @Override
  @SuppressWarnings(
      "deprecation") // where it says false, Streams keeps offsets in a file of its own
  public boolean managesOffsets() {
    return store.managesOffsets();
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition changelog) {
    return store.committedOffset(changelog);
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    store.commit(changelogOffsets);
  }

  @Override
  @SuppressWarnings("deprecation")
  public void flush() {
    store.flush();
  }

  @Override
  public long approximateNumUncommittedBytes() {
    return store.approximateNumUncommittedBytes();
  }

  @Override
  public ReadOnlyWindowStore<Bytes, byte[]> readOnly(IsolationLevel isolation) {
    return store.readOnly(isolation);
  }

  @Override
  public Position getPosition() {
    return store.getPosition();
  }

  @Override
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    return store.query(query, bound, config);
  }

  @Override
  public void put(Bytes key, byte[] value, long window) {
    store.put(key, value, window);
  }

  @Override
  public byte @Nullable [] fetch(Bytes key, long window) {
    return store.fetch(key, window);
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
    return store.fetch(key, from, to);
  }

  @Override
  public WindowStoreIterator<byte[]> backwardFetch(Bytes key, long from, long to) {
    return store.backwardFetch(key, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(
      Bytes keyFrom, Bytes keyTo, long from, long to) {
    return store.fetch(keyFrom, keyTo, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(
      Bytes keyFrom, Bytes keyTo, long from, long to) {
    return store.backwardFetch(keyFrom, keyTo, from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long from, long to) {
    return store.fetchAll(from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetchAll(long from, long to) {
    return store.backwardFetchAll(from, to);
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
    return store.all();
  }

  @Override
  public KeyValueIterator<Windowed<Bytes>, byte[]> backwardAll() {
    return store.backwardAll();
  }
}
