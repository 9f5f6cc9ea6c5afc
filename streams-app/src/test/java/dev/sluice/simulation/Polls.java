package dev.sluice.simulation;

import static dev.sluice.simulation.Violation.unless;

import dev.sluice.topology.SimulatedGateway;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks every task for the row of a request, between any two steps: it was committed, by whomever,
 * and by the task that has the partition it is the newest. Has a random order of its own, so that
 * the schedule is the same without it.
 */
final class Polls {
  private final Random random = new Random(1);

  /** All that were ever written, by partition. */
  private final Map<Integer, List<String>> pollingIds = new HashMap<>();

  private final Map<String, Set<ByteBuffer>> committed = new HashMap<>();
  private int found;

  void written(Partition partition, TaskState.Change change) {
    if (change.store().equals(SimulatedGateway.VIEW)) {
      pollingIds.computeIfAbsent(partition.id, none -> new ArrayList<>()).add(pollingId(change));
    }
  }

  void committed(TaskState.Change change) {
    if (change.store().equals(SimulatedGateway.VIEW) && change.value() != null) {
      committed
          .computeIfAbsent(pollingId(change), none -> new HashSet<>())
          .add(ByteBuffer.wrap(change.value()));
    }
  }

  private static String pollingId(TaskState.Change change) {
    return change.key().substring(0, change.key().indexOf('\0'));
  }

  /** Of one request that was written lately, so that its transaction may be open. */
  void poll(Task task) {
    List<String> ids = pollingIds.getOrDefault(task.partition.id, List.of());
    if (!ids.isEmpty()) {
      int latest = Math.min(ids.size(), 20);
      poll(task, ids.get(ids.size() - 1 - random.nextInt(latest)));
    }
  }

  /** A watcher was woken. */
  void woken(Task task, String pollingId) {
    unless(task.poll(pollingId) != null, "who waits for %s is woken and finds nothing", pollingId);
    poll(task, pollingId);
  }

  private void poll(Task task, String pollingId) {
    byte[] row = task.poll(pollingId);
    if (row != null) {
      found++;
      unless(
          committed.getOrDefault(pollingId, Set.of()).contains(ByteBuffer.wrap(row)),
          "%s is shown as it never was",
          pollingId);
    }
    if (task.isOwner()) {
      unless(
          Arrays.equals(row, newest(task.partition, pollingId)),
          "%s is not shown as it is",
          pollingId);
    }
  }

  private static byte @Nullable [] newest(Partition partition, String pollingId) {
    var rows =
        partition
            .committed
            .store(SimulatedGateway.VIEW)
            .subMap(pollingId + '\0', true, pollingId + '\1', false);
    return rows.isEmpty() ? null : rows.lastEntry().getValue();
  }

  /** How many have found a row. */
  int found() {
    return found;
  }
}
