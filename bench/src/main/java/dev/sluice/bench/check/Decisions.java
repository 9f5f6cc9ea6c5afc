package dev.sluice.bench.check;

import dev.sluice.bench.load.RequestIds;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What the gateway decided on each request, as its events tell. */
public final class Decisions {
  private final Map<Integer, BitSet> admitted = new HashMap<>();
  private final Map<Integer, BitSet> rejected = new HashMap<>();

  public void admitted(RequestIds.Id id) {
    set(admitted, id);
  }

  public void rejected(RequestIds.Id id) {
    set(rejected, id);
  }

  /** Both, or neither, where something went wrong. */
  boolean isAdmitted(RequestIds.Id id) {
    return get(admitted, id);
  }

  boolean isRejected(RequestIds.Id id) {
    return get(rejected, id);
  }

  private static void set(Map<Integer, BitSet> rounds, RequestIds.Id id) {
    rounds.computeIfAbsent(id.round(), round -> new BitSet()).set((int) id.number());
  }

  private static boolean get(Map<Integer, BitSet> rounds, RequestIds.Id id) {
    BitSet round = rounds.get(id.round());
    return round != null && round.get((int) id.number());
  }
}
