package dev.sluice.simulation;

import dev.sluice.wire.Decoded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One partition of every topic, with what is committed of the task that reads it. Inputs are
 * visible as soon as they are appended: none is written in a transaction.
 */
final class Partition {
  /**
   * @param atMs the append time
   */
  record Input(@Nullable String key, Decoded<?> value, long atMs) {}

  static final Decoded<?> TICK = new Decoded.Absent<>();

  final int id;
  final TaskState committed = new TaskState();
  private final Map<String, List<Input>> inputs = new HashMap<>();
  private final Map<String, Integer> offsets = new HashMap<>();

  /** Whom the group's coordinator gave it to; the commits of any other task are fenced. */
  @Nullable Task owner;

  Partition(int id) {
    this.id = id;
  }

  void append(String topic, Input input) {
    topic(topic).add(input);
  }

  List<Input> topic(String topic) {
    return inputs.computeIfAbsent(topic, unused -> new ArrayList<>());
  }

  Map<String, Integer> offsets() {
    return offsets;
  }

  /** Everything that a task did since its last commit, or nothing. */
  void commit(List<TaskState.Change> changes, Map<String, Integer> consumed) {
    changes.forEach(committed::apply);
    offsets.putAll(consumed);
  }

  boolean isConsumed() {
    return inputs.entrySet().stream()
        .allMatch(topic -> topic.getValue().size() == offsets.getOrDefault(topic.getKey(), 0));
  }
}
