package dev.sluice.simulation;

import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that tells what it writes. */
final class Rows extends SimulatedStore implements KeyValueStore<String, byte[]> {
  Rows(String name, NavigableMap<String, byte[]> rows, Consumer<TaskState.Change> changed) {
    super(name, rows, changed);
  }

  @Override
  public void put(String key, byte @Nullable [] value) {
    write(key, value);
  }

  @Override
  public byte @Nullable [] get(String key) {
    return rows.get(key);
  }

  @Override
  public byte @Nullable [] delete(String key) {
    byte[] before = rows.get(key);
    put(key, null);
    return before;
  }

  @Override
  public byte @Nullable [] putIfAbsent(String key, byte[] value) {
    byte[] before = rows.get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<String, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public KeyValueIterator<String, byte[]> all() {
    return iterator(rows);
  }

  @Override
  public KeyValueIterator<String, byte[]> range(@Nullable String from, @Nullable String to) {
    NavigableMap<String, byte[]> above = from == null ? rows : rows.tailMap(from, true);
    return iterator(to == null ? above : above.headMap(to, true));
  }

  @Override
  public <S extends Serializer<P>, P> KeyValueIterator<String, byte[]> prefixScan(
      P prefix, S serializer) {
    return iterator(rows.subMap(prefix.toString(), true, prefix + "\uffff", true));
  }

  private static KeyValueIterator<String, byte[]> iterator(Map<String, byte[]> rows) {
    ListIterator<Map.Entry<String, byte[]>> entries = List.copyOf(rows.entrySet()).listIterator();
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public KeyValue<String, byte[]> next() {
        Map.Entry<String, byte[]> entry = entries.next();
        return KeyValue.pair(entry.getKey(), entry.getValue());
      }

      @Override
      public String peekNextKey() {
        String key = entries.next().getKey();
        entries.previous();
        return key;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long approximateNumEntries() {
    return rows.size();
  }
}
