package dev.sluice.view;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * The store of a task as Kafka Streams keeps it: a write is there at once, and an abort is followed
 * by a new {@link #init} with what was committed. Reads can be interrupted.
 */
final class StoredWindows extends DelegatingWindowStore {
  private final Map<Bytes, NavigableMap<Long, byte[]>> committed = new TreeMap<>();
  private final Map<Bytes, NavigableMap<Long, byte[]>> rows = new TreeMap<>();

  /** What happens between the read of the rows and its return. */
  Runnable meanwhile = () -> {};

  StoredWindows() {
    super(Stores.inMemoryWindowStore("unused", WEEK, MILLI, false).get());
  }

  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration MILLI = Duration.ofMillis(1);

  @Override
  public void init(StateStoreContext context, StateStore root) {
    restore(committed, rows);
  }

  /** The transaction with these rows is committed. */
  void commit() {
    restore(rows, committed);
  }

  private static void restore(
      Map<Bytes, NavigableMap<Long, byte[]>> from, Map<Bytes, NavigableMap<Long, byte[]>> to) {
    to.clear();
    to.putAll(
        from.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> new TreeMap<>(each.getValue()))));
  }

  @Override
  public void put(Bytes key, byte[] value, long window) {
    rows.computeIfAbsent(key, none -> new TreeMap<>()).put(window, value);
  }

  @Override
  public byte @Nullable [] fetch(Bytes key, long window) {
    byte[] row = rows.getOrDefault(key, new TreeMap<>()).get(window);
    interrupted();
    return row;
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(Bytes key, long from, long to) {
    TreeMap<Long, byte[]> found =
        new TreeMap<>(rows.getOrDefault(key, new TreeMap<>()).subMap(from, true, to, true));
    interrupted();
    return new WindowStoreIterator<>() {
      @Override
      public boolean hasNext() {
        return !found.isEmpty();
      }

      @Override
      public KeyValue<Long, byte[]> next() {
        Map.Entry<Long, byte[]> first = found.pollFirstEntry();
        return KeyValue.pair(first.getKey(), first.getValue());
      }

      @Override
      public Long peekNextKey() {
        return found.firstKey();
      }

      @Override
      public void close() {}
    };
  }

  private void interrupted() {
    Runnable once = meanwhile;
    meanwhile = () -> {};
    once.run();
  }
}
