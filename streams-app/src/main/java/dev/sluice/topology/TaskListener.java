package dev.sluice.topology;

import dev.sluice.guardrail.Intervention;

/**
 * Receives what the gateway's tasks do, for operators. Called on stream threads; must not block or
 * throw. What an aborted transaction did is reported again when it is done again.
 */
public interface TaskListener {
  /** Ignores everything. */
  TaskListener NONE = new TaskListener() {};

  /** How many calls wait for limits; called at each sweep. */
  default void waiting(int partition, int calls) {}

  /** The partition has left this process. */
  default void closed(int partition) {}

  /** A record of the topic was not in its tenant's partition, and is rerouted there. */
  default void rerouted(String topic) {}

  /** A guardrail blocked a request, a call or an answer. */
  default void blocked(String guardrail) {}

  /** A guardrail changed a request or an answer. */
  default void intervened(String guardrail, Intervention.Action action) {}
}
