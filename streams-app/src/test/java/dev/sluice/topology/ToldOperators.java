package dev.sluice.topology;

import dev.sluice.guardrail.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what tasks tell operators. */
final class ToldOperators implements TaskListener {
  /** How many calls wait, by partition. */
  final Map<Integer, Integer> waiting = new TreeMap<>();

  /** What guardrails did, in order. */
  final List<String> guardrails = new ArrayList<>();

  /** The topics of records that were rerouted to other partitions, in order. */
  final List<String> rerouted = new ArrayList<>();

  @Override
  public void rerouted(String topic) {
    rerouted.add(topic);
  }

  @Override
  public void waiting(int partition, int calls) {
    waiting.put(partition, calls);
  }

  @Override
  public void closed(int partition) {
    waiting.remove(partition);
  }

  @Override
  public void blocked(String guardrail) {
    guardrails.add(guardrail + " BLOCKED");
  }

  @Override
  public void intervened(String guardrail, Intervention.Action action) {
    guardrails.add(guardrail + " " + action);
  }
}
