package dev.sluice.topology;

import dev.sluice.guardrail.Intervention;

/**
 * Told of what the gateway's tasks do, for operators. Called on stream threads; must not block or
 * throw. What was done in a transaction that is aborted is told again when it is done again.
 */
public interface TaskListener {
  /** Tells nobody. */
  TaskListener NONE = new TaskListener() {};

  /** How many calls wait for limits; at each sweep. */
  default void waiting(int partition, int calls) {}

  /** The partition is not here any more. */
  default void closed(int partition) {}

  /** A record of the topic was not in its tenant's partition, and is rerouted there. */
  default void rerouted(String topic) {}

  /** A guardrail blocked a request, a call or an answer. */
  default void blocked(String guardrail) {}

  /** A guardrail let a request or an answer pass otherwise than as it was. */
  default void intervened(String guardrail, Intervention.Action action) {}
}
