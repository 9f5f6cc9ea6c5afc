package dev.sluice.simulation;

import dev.sluice.wire.Decoded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The log, the clock, the processes, and what happened. */
final class World {
  private static final long START_MS = 1_795_000_000_000L;

  final Invariants invariants = new Invariants(this);
  final List<Partition> partitions = new ArrayList<>();
  final List<Instance> instances = new ArrayList<>();
  private final Set<String> epochs = new LinkedHashSet<>();
  private final List<String> history = new ArrayList<>();
  private final Map<String, Long> coolsUntilMs = new HashMap<>();
  long nowMs = START_MS;

  World() {
    for (int id = 0; id < Gateways.PARTITIONS; id++) {
      partitions.add(new Partition(id));
    }
  }

  void startInstance(RandomGenerator random) {
    String epoch = "p" + (epochs.size() + 1);
    epochs.add(epoch);
    instances.add(new Instance(this, epoch, random.nextInt(-3_000, 3_000)));
    note(epoch + " starts");
  }

  void appendAttempt(Instance.Write write) {
    Partition partition = partitions.get(write.partition());
    invariants.reported(write.value(), partition.topic(Gateways.TOPICS.attempts()).size());
    partition.append(
        Gateways.TOPICS.attempts(),
        new Partition.Input(null, new Decoded.Readable<>(write.value(), 1), nowMs));
  }

  /** The time that the broker stamps it with. */
  Instant appendTick(int partition) {
    partitions
        .get(partition)
        .append(Gateways.TOPICS.requests(), new Partition.Input(null, Partition.TICK, nowMs));
    return Instant.ofEpochMilli(nowMs);
  }

  /** 0 for a target that is fit. */
  long coolsUntilMs(String target) {
    return coolsUntilMs.getOrDefault(target, 0L);
  }

  void cool(String target, long ms) {
    note(target + " cools down for " + ms);
    coolsUntilMs.put(target, nowMs + ms);
  }

  Set<String> epochs() {
    return epochs;
  }

  void note(String event) {
    history.add((nowMs - START_MS) + " " + event);
  }

  List<String> history() {
    return history;
  }
}
