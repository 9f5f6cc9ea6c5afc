package dev.sluice.simulation;

import java.util.NavigableMap;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/** A store of one task in memory that tells what it writes. */
abstract class SimulatedStore implements StateStore {
  final NavigableMap<String, byte[]> rows;

  private final String name;
  private final Consumer<TaskState.Change> changed;

  SimulatedStore(
      String name, NavigableMap<String, byte[]> rows, Consumer<TaskState.Change> changed) {
    this.name = name;
    this.rows = rows;
    this.changed = changed;
  }

  void write(String key, byte @Nullable [] value) {
    if (value == null) {
      rows.remove(key);
    } else {
      rows.put(key, value);
    }
    changed.accept(new TaskState.Change(name, key, value));
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void init(StateStoreContext context, StateStore root) {}

  @Override
  public final void close() {}

  @Override
  public final boolean persistent() {
    return false;
  }

  @Override
  public final boolean isOpen() {
    return true;
  }
}
