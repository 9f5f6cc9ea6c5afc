package dev.sluice.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** The stores of one task, which outlive its owners and go back to the last commit. */
final class TaskStores {
  private final List<StateStore> stores = new ArrayList<>();
  private final Map<KeyValueStore<String, byte[]>, Map<String, byte[]>> committed = new HashMap<>();
  private final Map<WindowStore<String, byte[]>, Map<Windowed<String>, byte[]>> committedByTime =
      new HashMap<>();

  TaskStores() {
    for (String name : StoreNames.ALL) {
      boolean byTime = SimulatedGateway.BY_TIME.contains(name);
      stores.add((byTime ? byTime(name) : keyValue(name)).build());
    }
  }

  private static StoreBuilder<?> keyValue(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  private static StoreBuilder<?> byTime(String name) {
    return Stores.windowStoreBuilder(
            Stores.inMemoryWindowStore(name, Duration.ofHours(25), Duration.ofMillis(1), false),
            Serdes.String(),
            Serdes.ByteArray())
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  List<StateStore> all() {
    return stores;
  }

  @SuppressWarnings("unchecked")
  KeyValueStore<String, byte[]> keyValues(String name) {
    return (KeyValueStore<String, byte[]>)
        stores.stream().filter(store -> store.name().equals(name)).findFirst().orElseThrow();
  }

  /** The rows of all stores, by the store and the key. */
  @SuppressWarnings("unchecked")
  Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    for (StateStore store : stores) {
      Map<?, byte[]> contents =
          store instanceof KeyValueStore<?, ?>
              ? contents((KeyValueStore<String, byte[]>) store)
              : contents((WindowStore<String, byte[]>) store);
      contents.forEach((key, row) -> rows.put(store.name() + " " + key, Arrays.toString(row)));
    }
    return rows;
  }

  @SuppressWarnings("unchecked")
  void commit() {
    for (StateStore store : stores) {
      if (store instanceof KeyValueStore<?, ?>) {
        KeyValueStore<String, byte[]> rows = keyValues(store.name());
        committed.put(rows, contents(rows));
      } else {
        WindowStore<String, byte[]> rows = (WindowStore<String, byte[]>) store;
        committedByTime.put(rows, contents(rows));
      }
    }
  }

  void abort() {
    committed.forEach(
        (store, rows) -> {
          contents(store).keySet().forEach(store::delete);
          rows.forEach(store::put);
        });
    committedByTime.forEach(
        (store, rows) -> {
          contents(store).keySet().forEach(key -> store.put(key.key(), null, key.window().start()));
          rows.forEach((key, row) -> store.put(key.key(), row, key.window().start()));
        });
  }

  private static Map<String, byte[]> contents(KeyValueStore<String, byte[]> store) {
    Map<String, byte[]> rows = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(row -> rows.put(row.key, row.value));
    }
    return rows;
  }

  private static Map<Windowed<String>, byte[]> contents(WindowStore<String, byte[]> store) {
    Map<Windowed<String>, byte[]> rows = new HashMap<>();
    try (KeyValueIterator<Windowed<String>, byte[]> all = store.all()) {
      all.forEachRemaining(row -> rows.put(row.key, row.value));
    }
    return rows;
  }
}
