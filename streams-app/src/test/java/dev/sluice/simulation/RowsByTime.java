package dev.sluice.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/** A window store that tells what it writes; nothing expires within a simulation's few hours. */
final class RowsByTime extends SimulatedStore implements WindowStore<String, byte[]> {
  private static final int DIGITS = 19;

  RowsByTime(String name, NavigableMap<String, byte[]> rows, Consumer<TaskState.Change> changed) {
    super(name, rows, changed);
  }

  private static String at(String key, long timeMs) {
    String digits = Long.toString(timeMs);
    return key + '\0' + "0".repeat(DIGITS - digits.length()) + digits;
  }

  @Override
  public void put(String key, byte @Nullable [] value, long timeMs) {
    write(at(key, timeMs), value);
  }

  @Override
  public byte @Nullable [] fetch(String key, long timeMs) {
    return rows.get(at(key, timeMs));
  }

  @Override
  public WindowStoreIterator<byte[]> fetch(String key, long fromMs, long toMs) {
    Map<String, byte[]> found = rows.subMap(at(key, fromMs), true, at(key, toMs), true);
    Iterator<Map.Entry<String, byte[]>> entries = List.copyOf(found.entrySet()).iterator();
    return new WindowStoreIterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public KeyValue<Long, byte[]> next() {
        Map.Entry<String, byte[]> entry = entries.next();
        String time = entry.getKey().substring(entry.getKey().length() - DIGITS);
        return KeyValue.pair(Long.parseLong(time), entry.getValue());
      }

      @Override
      public Long peekNextKey() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public KeyValueIterator<Windowed<String>, byte[]> fetch(
      String from, String to, long fromMs, long toMs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<String>, byte[]> fetchAll(long fromMs, long toMs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyValueIterator<Windowed<String>, byte[]> all() {
    throw new UnsupportedOperationException();
  }
}
