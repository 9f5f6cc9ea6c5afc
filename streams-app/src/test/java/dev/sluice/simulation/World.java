package dev.sluice.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.topology.SimulatedGateway;
import dev.sluice.wire.Decoded;
import dev.sluice.wire.EventHeaders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The log, the clock, the processes, and what happened. */
final class World {
  private static final long START_MS = 1_795_000_000_000L;

  final Invariants invariants = new Invariants(this);
  final BatchSite batches;
  final Values values = new Values();
  final List<Partition> partitions = new ArrayList<>();
  final List<Instance> instances = new ArrayList<>();

  /** By what lies in the state directories, which is wrong for those that were copied. */
  final Set<String> provenDead = new HashSet<>();

  private final StateDirectories directories = new StateDirectories();
  private final Set<String> ownerIds = new LinkedHashSet<>();
  private final List<String> history = new ArrayList<>();
  private final Map<String, Long> coolsUntilMs = new HashMap<>();
  long nowMs = START_MS;

  World(RandomGenerator random) {
    batches = new BatchSite(this, random);
    for (int id = 0; id < Gateways.PARTITIONS; id++) {
      partitions.add(new Partition(id));
    }
  }

  void startInstance(RandomGenerator random) {
    String ownerId = "p" + (ownerIds.size() + 1);
    ownerIds.add(ownerId);
    Instance instance = new Instance(this, ownerId, directories.next(random, this), random);
    instances.add(instance);
    note(ownerId + " starts");
    instance.reportDead();
  }

  void appendAttempt(Instance.Write write) {
    Partition partition = partitions.get(write.partition());
    invariants.reported(write.value(), partition.topic(Gateways.TOPICS.attempts()).size());
    var unused =
        append(
            partition,
            Gateways.TOPICS.attempts(),
            null,
            new Decoded.Readable<>(write.value(), 1),
            new RecordHeaders(),
            nowMs);
  }

  /** The time that the broker stamps it with. */
  Instant appendTick(int partition) {
    var unused =
        append(
            partitions.get(partition),
            Gateways.TOPICS.requests(),
            null,
            Partition.TICK,
            EventHeaders.tick(),
            nowMs);
    return Instant.ofEpochMilli(nowMs);
  }

  Partition.Input append(
      Partition partition,
      String topic,
      @Nullable String key,
      Decoded<?> value,
      Headers headers,
      long atMs) {
    byte[] bytes = values.write(value);
    Partition.Input input = new Partition.Input(key, bytes, value, headers, atMs, Transaction.NONE);
    partition.append(topic, input);
    return input;
  }

  /** A task reroutes a record to the partition of its tenant. */
  void reroute(String topic, SimulatedGateway.ReroutedInput rerouted, Transaction transaction) {
    note("it is rerouted to " + rerouted.partition());
    partitions
        .get(rerouted.partition())
        .append(
            topic,
            new Partition.Input(
                new String(rerouted.key(), UTF_8),
                rerouted.value(),
                values.read(rerouted.value()),
                rerouted.headers(),
                nowMs,
                transaction));
  }

  /** 0 for a target that is fit. */
  long coolsUntilMs(String target) {
    return coolsUntilMs.getOrDefault(target, 0L);
  }

  void cool(String target, long ms) {
    note(target + " cools down for " + ms);
    coolsUntilMs.put(target, nowMs + ms);
  }

  Set<String> ownerIds() {
    return ownerIds;
  }

  void note(String event) {
    history.add((nowMs - START_MS) + " " + event);
  }

  List<String> history() {
    return history;
  }
}
