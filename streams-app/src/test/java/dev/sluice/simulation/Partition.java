package dev.sluice.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.Decoded;
import dev.sluice.wire.ReroutedFrom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** One partition of every topic, with what is committed of the task that reads it. */
final class Partition {
  /**
   * A record of an input topic.
   *
   * @param bytes the number of its value
   * @param atMs the append time
   * @param transaction in which it was written
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Input(
      @Nullable String key,
      byte @Nullable [] bytes,
      Decoded<?> value,
      Headers headers,
      long atMs,
      Transaction transaction) {

    /** As a source reads it that extracts this timestamp. */
    Record<byte[], byte[]> record(long timestampMs) {
      return new Record<>(key == null ? null : key.getBytes(UTF_8), bytes, timestampMs, headers);
    }

    boolean isMarked() {
      return ReroutedFrom.isIn(headers);
    }
  }

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

  /** Whether the input is in the partition of its tenant, or has none. */
  boolean isHomeOf(Input input) {
    return input.key() == null || Gateways.partitionOf(input.key()) == id;
  }

  /** The offset of the next input that a reader of committed records finds from this one on. */
  OptionalInt next(String topic, int from) {
    List<Input> all = topic(topic);
    for (int offset = from; offset < all.size(); offset++) {
      switch (all.get(offset).transaction().state()) {
        case OPEN -> {
          return OptionalInt.empty();
        }
        case COMMITTED -> {
          return OptionalInt.of(offset);
        }
        case ABORTED -> {}
      }
    }
    return OptionalInt.empty();
  }

  /** Everything that a task did since its last commit, or nothing. */
  void commit(List<TaskState.Change> changes, Map<String, Integer> consumed) {
    changes.forEach(committed::apply);
    offsets.putAll(consumed);
  }

  boolean isConsumed() {
    return inputs.entrySet().stream()
        .allMatch(
            topic ->
                topic.getValue().stream()
                    .skip(offsets.getOrDefault(topic.getKey(), 0))
                    .allMatch(input -> input.transaction().state() == Transaction.State.ABORTED));
  }
}
