package dev.sluice.dispatch;

import dev.sluice.call.Attempt;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Calls that wait for one target: tenants in turn, each for as many calls as its weight says, and
 * for each tenant first in, first out. Those whose answers can wait go after the others, but have
 * one turn in {@value #BATCH_TURN}. Confined to the dispatch thread.
 */
final class TargetQueue {
  private static final int BATCH_TURN = 10;

  /** By tenant; after its turn an entry moves to the end. */
  private final Map<String, Waiting> interactive = new LinkedHashMap<>();

  private final Map<String, Waiting> batch = new LinkedHashMap<>();

  /** How many others went while a call for a batch waited. */
  private int sinceBatch;

  /** A tenant's. */
  private static final class Waiting {
    private final Set<LiveCall> calls = new LinkedHashSet<>();
    private int weight = 1;

    /** Calls of the turn that have gone. */
    private int gone;
  }

  void add(LiveCall call) {
    Attempt attempt = call.attempt();
    Waiting its = lane(attempt).computeIfAbsent(attempt.tenant(), tenant -> new Waiting());
    its.weight = attempt.weight();
    its.calls.add(call);
  }

  /** Whether the call was here. */
  boolean remove(LiveCall call) {
    Map<String, Waiting> lane = lane(call.attempt());
    String tenant = call.attempt().tenant();
    Waiting its = lane.get(tenant);
    if (its == null || !its.calls.remove(call)) {
      return false;
    }
    if (its.calls.isEmpty()) {
      lane.remove(tenant);
    }
    return true;
  }

  boolean isEmpty() {
    return interactive.isEmpty() && batch.isEmpty();
  }

  /** The next call; there is one. */
  LiveCall first() {
    boolean isBatchTurn =
        interactive.isEmpty() || (!batch.isEmpty() && sinceBatch >= BATCH_TURN - 1);
    Map<String, Waiting> lane = isBatchTurn ? batch : interactive;
    return lane.values().iterator().next().calls.iterator().next();
  }

  /** Removes a call that is here, and takes one of its tenant's turn. */
  void take(LiveCall call) {
    Map<String, Waiting> lane = lane(call.attempt());
    String tenant = call.attempt().tenant();
    Waiting its = lane.get(tenant);
    if (its == null || !remove(call)) {
      throw new IllegalStateException("the call does not wait here");
    }
    its.gone++;
    if (its.gone >= its.weight && lane.remove(tenant) != null) {
      its.gone = 0;
      lane.put(tenant, its);
    }
    sinceBatch = lane == batch || batch.isEmpty() ? 0 : sinceBatch + 1;
  }

  /** How many go first if the attempt joins now. */
  int ahead(Attempt attempt) {
    Map<String, Waiting> lane = lane(attempt);
    int own = lane.getOrDefault(attempt.tenant(), new Waiting()).calls.size();
    int inLane = 0;
    for (Waiting each : lane.values()) {
      // rounded up: a turn may begin in the middle
      long turns = ((own + 1L) * each.weight + attempt.weight() - 1) / attempt.weight();
      inLane += (int) Math.min(each.calls.size(), turns);
    }
    return lane == batch
        ? inLane + Math.min(size(interactive), (BATCH_TURN - 1) * (inLane + 1))
        : inLane + Math.min(size(batch), inLane / (BATCH_TURN - 1));
  }

  Stream<LiveCall> all() {
    return Stream.of(interactive, batch)
        .flatMap(lane -> lane.values().stream())
        .flatMap(each -> List.copyOf(each.calls).stream());
  }

  private static int size(Map<String, Waiting> lane) {
    return lane.values().stream().mapToInt(each -> each.calls.size()).sum();
  }

  private Map<String, Waiting> lane(Attempt attempt) {
    return attempt.request().batch() ? batch : interactive;
  }
}
