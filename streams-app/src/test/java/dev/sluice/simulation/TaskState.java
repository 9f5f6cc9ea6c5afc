package dev.sluice.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contents of one task's stores; of its changelogs, when it is the committed state. */
final class TaskState {
  private final Map<String, NavigableMap<String, byte[]>> stores = new HashMap<>();

  /**
   * What a store wrote, as its changelog has it.
   *
   * @param atMs by the clock of the process that wrote it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Change(String store, String key, byte @Nullable [] value, long atMs) {
    Change(String store, String key, byte @Nullable [] value) {
      this(store, key, value, 0);
    }

    Change at(long ms) {
      return new Change(store, key, value, ms);
    }
  }

  NavigableMap<String, byte[]> store(String name) {
    return stores.computeIfAbsent(name, unused -> new TreeMap<>());
  }

  void apply(Change change) {
    if (change.value() == null) {
      store(change.store()).remove(change.key());
    } else {
      store(change.store()).put(change.key(), change.value());
    }
  }

  TaskState copy() {
    TaskState copy = new TaskState();
    stores.forEach((name, rows) -> copy.stores.put(name, new TreeMap<>(rows)));
    return copy;
  }
}
