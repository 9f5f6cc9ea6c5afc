package dev.sluice.topology;

import dev.sluice.call.AttemptCause;
import dev.sluice.call.AttemptReport;
import dev.sluice.call.Call;
import dev.sluice.guardrail.Intervention;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;

/**
 * Receives what the gateway's tasks do, for operators. Called on stream threads; must not block or
 * throw. What an aborted transaction did is reported again when it is done again, unless a method
 * says that it is told of what has committed.
 */
public interface TaskListener {
  /** Ignores everything. */
  TaskListener NONE = new TaskListener() {};

  /** An event is on its topic for good: its transaction has committed. */
  default void committed(SpecificRecord event) {}

  /**
   * An attempt was decided on, and that has committed.
   *
   * @param call with the attempt
   * @param queued how long the call was queued for it; 0 if it started at once
   */
  default void attemptStarted(Call call, AttemptCause cause, Duration queued) {}

  /**
   * The outcome of an attempt was handled, and that has committed. An outcome that is on its topic
   * twice is told once, and one that changes nothing not at all.
   */
  default void attemptEnded(AttemptReport report) {}

  /** A call that waited for limits was admitted, and that has committed. */
  default void waited(Call call, Duration wait) {}

  /** What a partition has to do; called at each sweep. */
  default void load(int partition, TaskLoad load) {}

  /** How many calls wait for limits; called at each sweep. */
  default void waiting(int partition, int calls) {}

  /** How many calls gather for provider batches, or are in them; called at each sweep. */
  default void batched(int partition, int calls) {}

  /** The partition has left this process. */
  default void closed(int partition) {}

  /** A record of the topic was not in its tenant's partition, and is rerouted there. */
  default void rerouted(String topic) {}

  /** A guardrail blocked a request, a call or an answer. */
  default void blocked(String guardrail) {}

  /** A guardrail changed a request or an answer. */
  default void intervened(String guardrail, Intervention.Action action) {}
}
